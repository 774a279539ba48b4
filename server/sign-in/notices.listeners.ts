import { allAgents, signedInPerson } from "../accounts/index.ts";
import type { Context } from "../core/context.ts";
import { defaultLocale, translator } from "../core/i18n.ts";
import { type Delivery, on } from "../core/listeners.ts";
import { view } from "../core/views.ts";
import { queueMail, withinBudget } from "../mail/index.ts";
import { passkeyAdded, passkeyRemoved } from "../passkeys/index.ts";
import { accountLocked, newBrowserSeen, passwordChanged } from "./notices.events.ts";
import { browserName } from "./browser-name.ts";
import { secondFactorChanged } from "./second-factor.events.ts";
import { lockMail, lockMailAddresses } from "./sign-in.settings.ts";

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

export const mailPasswordChanged = on(
  passwordChanged,
  "sign-in.mail-password-changed",
  (ctx, { loginId }, delivery) =>
    notify(ctx, delivery, loginId, {
      subject: t("sign-in.changedMail.subject"),
      text: t("sign-in.changedMail.text"),
      after: t("sign-in.changedMail.after"),
    }),
);

export const mailNewBrowser = on(
  newBrowserSeen,
  "sign-in.mail-new-browser",
  (ctx, { loginId, userAgent, address }, delivery) =>
    notify(ctx, delivery, loginId, {
      subject: t("sign-in.browserMail.subject"),
      text: t("sign-in.browserMail.text", {
        browser: browserName(t, userAgent),
        address,
        at: `${delivery.at.toISOString().slice(0, 16).replace("T", " ")} UTC`,
      }),
      after: t("sign-in.browserMail.after"),
    }),
);

/** Whoever guesses must not be able to fill a mailbox. */
const locksAnHour = 5;

export const mailAccountLocked = on(
  accountLocked,
  "sign-in.mail-account-locked",
  async (ctx, { loginId, by, minutes }, delivery) => {
    const person = await signedInPerson(ctx.db, loginId);
    if (!person || !(await withinBudget(ctx, "security-notice", person.email, locksAnHour))) return;
    const why = t(`sign-in.lockMail.${by}`);
    if (lockMail.get())
      await notify(ctx, delivery, loginId, {
        subject: t("sign-in.lockMail.subject"),
        text: t("sign-in.lockMail.text", { why, minutes }),
        after: t("sign-in.lockMail.after"),
      });
    const chosen = lockMailAddresses();
    if (chosen.length === 0) return;
    // Only people who work here learn who is locked, whatever was typed into the setting.
    for (const agent of await allAgents(ctx.db))
      if (!agent.disabled && chosen.includes(agent.email.toLowerCase()))
        await queueMail(ctx, {
          cause: `account-locked:${delivery.id}:${agent.id}`,
          kind: "account-locked",
          to: { email: agent.email, name: agent.name },
          subject: t("sign-in.lockMail.agentSubject", { email: person.email }),
          template: noticeMail,
          model: {
            greeting: t("sign-in.mailGreeting", { name: agent.name }),
            text: t("sign-in.lockMail.agentText", { email: person.email, why, minutes }),
            after: t("sign-in.lockMail.agentAfter"),
          },
          reason: t("sign-in.lockMail.agentReason"),
        });
  },
);
