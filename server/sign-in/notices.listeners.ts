import { signedInPerson } from "../accounts/index.ts";
import type { Context } from "../core/context.ts";
import { defaultLocale, translator } from "../core/i18n.ts";
import { type Delivery, on } from "../core/listeners.ts";
import { view } from "../core/views.ts";
import { queueMail } from "../mail/index.ts";
import { passkeyAdded, passkeyRemoved } from "../passkeys/index.ts";
import { secondFactorChanged } from "./second-factor.events.ts";

// What changed about signing in is told to its owner by mail: they may not have been the one.

const noticeMail = view<{ readonly greeting: string; readonly text: string; readonly after: string }>(
  "sign-in/mail/notice",
);
const t = translator(defaultLocale);

interface Notice {
  readonly subject: string;
  readonly text: string;
  /** What to do when it was somebody else. */
  readonly after?: string;
}

/** Mails a notice to the login's address, once for each event. */
export async function notify(
  ctx: Context,
  delivery: Delivery,
  loginId: number,
  { subject, text, after = t("sign-in.factorMail.after") }: Notice,
): Promise<void> {
  const person = await signedInPerson(ctx.db, loginId);
  if (!person) return;
  await queueMail(ctx, {
    cause: `security-notice:${delivery.id}`,
    kind: "security-notice",
    to: { email: person.email, name: person.name },
    subject,
    template: noticeMail,
    model: { greeting: t("sign-in.mailGreeting", { name: person.name }), text, after },
    reason: t("sign-in.factorMail.reason"),
    secret: false,
  });
}

export const mailSecondFactorChanged = on(
  secondFactorChanged,
  "sign-in.mail-second-factor-changed",
  (ctx, { loginId, on: isOn, method = "app" }, delivery) => {
    const key = `sign-in.factorMail.${isOn ? "on" : "off"}`;
    return notify(ctx, delivery, loginId, {
      subject: t(`${key}.subject`),
      text: t(`${key}.text`, { method: t(`sign-in.factor.${method}Title`) }),
    });
  },
);

export const mailPasskeyAdded = on(
  passkeyAdded,
  "sign-in.mail-passkey-added",
  (ctx, { loginId, name }, delivery) =>
    notify(ctx, delivery, loginId, {
      subject: t("sign-in.passkeyMail.added.subject"),
      text: t("sign-in.passkeyMail.added.text", { name }),
      after: t("sign-in.passkeyMail.after"),
    }),
);

export const mailPasskeyRemoved = on(
  passkeyRemoved,
  "sign-in.mail-passkey-removed",
  (ctx, { loginId, name }, delivery) =>
    notify(ctx, delivery, loginId, {
      subject: t("sign-in.passkeyMail.removed.subject"),
      text: t("sign-in.passkeyMail.removed.text", { name }),
      after: t("sign-in.passkeyMail.after"),
    }),
);
