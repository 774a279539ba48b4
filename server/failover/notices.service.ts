import type { Knex } from "knex";
import { administrators } from "../accounts/index.ts";
import { type Context, type GlobalContext, inPortal } from "../core/context.ts";
import { transaction } from "../core/db.ts";
import { defaultLocale, translator } from "../core/i18n.ts";
import { fence } from "../core/lease.ts";
import type { Loop } from "../core/loops.ts";
import { view } from "../core/views.ts";
import { type MailButton, mailLinks, queueMail } from "../mail/index.ts";
import { defaultFront, firstPortal } from "../portals/index.ts";
import { type HaEvent, markTold, untoldEvents } from "./notices.repository.ts";
import type { ClusterState } from "./state.ts";
import { durationText, isKnownEvent } from "./texts.ts";
import { currentCluster } from "./watch.ts";

interface NoticeMail {
  readonly heading: string;
  readonly text: string;
  readonly at: Date;
  readonly facts: readonly { label: string; value: string }[];
  readonly button: MailButton;
}
const noticeMail = view<NoticeMail>("failover/mail/notice");
const t = translator(defaultLocale);
const batch = 20;
const mostAdministrators = 200;

/**
 * Tells the administrators of every event that they were not told about: one mail per event and administrator, however often this runs and
 * wherever. Its portal is that of the default customer portal: administrators belong to the whole installation, mails to a portal.
 * @returns how many events it dealt with.
 * @throws LeaseLostError when another node has taken over meanwhile.
 */
export async function tellOperators(db: Knex, ask: () => Promise<ClusterState>): Promise<number> {
  const now = new Date();
  if ((await untoldEvents(db, 1, now)).length === 0) return 0;
  // Before the transaction: nothing in it may wait for somebody else.
  const state = await ask().catch(() => null);
  const ctx: GlobalContext = { db, actor: { kind: "system" }, now };
  return transaction(ctx, async (tx) => {
    await fence(tx.db);
    const events = await untoldEvents(tx.db, batch, now, "locked");
    const portalId = (await defaultFront())?.portalId ?? (await firstPortal(tx.db))?.id;
    if (portalId === undefined) return 0;
    for (const event of events.filter(isNews)) await tell(inPortal(tx, portalId), event, state);
    await markTold(
      tx.db,
      events.map(({ id }) => id),
      tx.now,
    );
    return events.length;
  });
}

/** A server that starts and finds the role its own or free, as a single machine always does, is no news. */
const isNews = ({ kind, from, to }: HaEvent): boolean => kind !== "start" || (from !== "" && from !== to);

async function tell(ctx: Context, event: HaEvent, state: ClusterState | null): Promise<void> {
  const links = await mailLinks(ctx);
  const { id, kind, from, to, durationMs, reason, at } = event;
  const subject = isKnownEvent(kind)
    ? t(`failover.mail.${kind}.subject`, { from, to })
    : t("failover.mail.other.subject", { kind });
  const serves = state?.primary ?? (kind.startsWith("redundancy") ? null : to);
  const facts = [
    { label: t("failover.mail.serves"), value: serves ?? t("failover.nobody") },
    { label: t("failover.mail.lasted"), value: durationText(t, durationMs) },
    { label: t("failover.mail.redundancy"), value: state?.sentence ?? t("failover.mail.unknown") },
  ].filter(({ value }) => value !== "");
  const model = {
    heading: subject,
    text: reason,
    at,
    facts,
    button: links.button(t("failover.mail.button"), links.installation("/admin/failover")),
  };
  for (const { id: agentId, name, email } of await administrators(ctx, mostAdministrators))
    await queueMail(ctx, {
      cause: `ha-event:${id}:${agentId}`,
      kind: "failover",
      to: { email, name },
      subject,
      template: noticeMail,
      model,
      preheader: reason,
      reason: t("failover.mail.reason"),
    });
}

/** The worker's own. */
export const operatorNotices: Loop = {
  name: "failover.notices",
  step: (db) => tellOperators(db, currentCluster),
};
