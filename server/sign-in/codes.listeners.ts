import { emailByMobile, invitedPerson, mobileByEmail } from "../accounts/index.ts";
import type { Context } from "../core/context.ts";
import { defaultLocale, translator } from "../core/i18n.ts";
import { type Delivery, on } from "../core/listeners.ts";
import { view } from "../core/views.ts";
import { mailLinks, queueMail, withinBudget } from "../mail/index.ts";
import { type Front, frontById, frontOfPortal } from "../portals/index.ts";
import { queueText } from "../text-messages/index.ts";
import { codeRequested } from "./codes.events.ts";
import { makeCode } from "./codes.service.ts";
import { codeChannels, codeMinutes } from "./codes.settings.ts";

interface CodeMail {
  readonly greeting: string;
  readonly text: string;
  readonly code: string;
  readonly after: string;
}
const codeMail = view<CodeMail>("sign-in/mail/code");
const t = translator(defaultLocale);
/** Whoever asks in another's name must not fill their mailbox. */
const codesAnHour = 10;

/** Sends a code, if somebody signs in with this address or number. Sent after the answer, so that the answer tells nothing. */
export const mailCode = on(
  codeRequested,
  "sign-in.mail-code",
  async (ctx, { email: asked, mobile, browserHash, customerPortalId, byMail }, delivery) => {
    const email = mobile ? await emailByMobile(ctx.db, mobile) : asked;
    if (email === null) return;
    const channels = byMail ? "email" : codeChannels.get();
    const number = channels === "email" ? null : await mobileByEmail(ctx, email);
    // A code that cannot arrive is not made: it would end an earlier one.
    if (channels === "mobile" && number === null) return;
    if (!(await withinBudget(ctx, "sign-in-code", email, codesAnHour))) return;
    const code = await makeCode(ctx, email, browserHash);
    if (code === null) return;
    const front = customerPortalId === null ? null : await frontById(ctx.db, customerPortalId);
    if (channels !== "mobile") await sendByMail(ctx, delivery, { email, code, front });
    if (number !== null) await sendByText(ctx, delivery, { number, code, front });
  },
);

async function sendByMail(
  ctx: Context,
  delivery: Delivery,
  { email, code, front }: { email: string; code: string; front: Front | null },
): Promise<void> {
  const name = (await invitedPerson(ctx.db, email))?.name ?? "";
  await queueMail(ctx, {
    cause: `sign-in-code:${delivery.id}`,
    kind: "sign-in-code",
    to: { email, name },
    subject: t("sign-in.codeMail.subject"),
    template: codeMail,
    model: {
      greeting: t("sign-in.mailGreeting", { name: name || email }),
      text: t("sign-in.codeMail.text", { minutes: codeMinutes.get() }),
      code,
      after: t("sign-in.codeMail.after"),
    },
    reason: t("sign-in.codeMail.reason"),
    secret: true,
    ...(front ? { front } : {}),
  });
}

async function sendByText(
  ctx: Context,
  delivery: Delivery,
  { number, code, front }: { number: string; code: string; front: Front | null },
): Promise<void> {
  const links = await mailLinks(front ?? ctx);
  const portal = (front ?? (await frontOfPortal(ctx.db, ctx.portalId)))?.name ?? "Holdfast";
  const text = t("sign-in.codeText", { code, portal, minutes: codeMinutes.get() });
  // The last line binds the code to our address: a phone fills it in there and nowhere else (WICG, origin-bound one-time codes).
  const bound = `${text}\n\n@${new URL(links.url("/")).hostname} #${code}`;
  await queueText(ctx, {
    cause: `sign-in-code:${delivery.id}`,
    kind: "sign-in-code",
    to: number,
    text: bound.length <= 160 ? bound : text,
    expiresAt: new Date(delivery.at.getTime() + codeMinutes.get() * 60_000),
  });
}
