import type { Knex } from "knex";
import { administrators } from "../accounts/index.ts";
import { cached } from "../core/cache.ts";
import { inPortal } from "../core/context.ts";
import { defaultLocale, translator } from "../core/i18n.ts";
import { log } from "../core/log.ts";
import { view } from "../core/views.ts";
import { type MailButton, mailLinks, queueMail } from "../mail/index.ts";
import { defaultFront, firstPortal } from "../portals/index.ts";
import { gatewayKind } from "./gateway.settings.ts";
import { type LastTry, lastTry } from "./messages.repository.ts";
import { isTrouble, type Problem } from "./text-message.ts";

/** What stands in the way of every text message now. */
export interface Trouble extends LastTry {
  readonly problem: Problem;
}

const troubleMail = view<{
  heading: string;
  text: string;
  answer: string;
  after: string;
  button: MailButton;
}>("text-messages/mail/trouble");
const t = translator(defaultLocale);
const mostAdministrators = 200;
/** After that people may ask for one again, and their message finds out whether the gateway is back. */
const pauseMs = 120_000;

const last = cached("text-messages.trouble", (db: Knex) => lastTry(db));

/** What the last message ran into, unless it got through; null while text messages are off on purpose. */
export async function gatewayTrouble(db: Knex): Promise<Trouble | null> {
  if (gatewayKind.get() === "off") return null;
  const tried = await last.get(db);
  const problem = tried?.problem;
  return tried && problem && isTrouble(problem) ? { ...tried, problem } : null;
}

/** Whether a text message that is asked for now has a chance to arrive. */
export async function textsWork(db: Knex, now: Date): Promise<boolean> {
  if (gatewayKind.get() === "off") return false;
  const trouble = await gatewayTrouble(db);
  return trouble === null || now.getTime() - trouble.at.getTime() > pauseMs;
}

/** A message got through. */
export function troubleOver(): void {
  last.clear();
}

/** Tells the administrators, one mail a day each: whoever waits for a code cannot. */
export async function reportTrouble(db: Knex, trouble: Trouble): Promise<void> {
  last.clear();
  const { problem, answer, at } = trouble;
  log.warn({ problem, answer }, "the gateway for text messages takes none");
  const portalId = (await defaultFront())?.portalId ?? (await firstPortal(db))?.id;
  if (portalId === undefined || problem === "off") return;
  const ctx = inPortal({ db, actor: { kind: "system" }, now: at }, portalId);
  const links = await mailLinks(ctx);
  const heading = t("text-messages.mail.subject");
  for (const { id, name, email } of await administrators(ctx, mostAdministrators))
    await queueMail(ctx, {
      cause: `text-gateway:${at.toISOString().slice(0, 10)}:${id}`,
      kind: "text-gateway",
      to: { email, name },
      subject: heading,
      template: troubleMail,
      model: {
        heading,
        text: t(`text-messages.problem.${problem}`),
        answer: answer === "" ? "" : t("text-messages.said", { answer }),
        after: t("text-messages.mail.after"),
        button: links.button(
          t("text-messages.mail.button"),
          links.installation("/admin/general-settings/text-messages"),
        ),
      },
      reason: t("text-messages.mail.reason"),
    });
}
