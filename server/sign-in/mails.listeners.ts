import { invitedPerson } from "../accounts/index.ts";
import { defaultLocale, translator } from "../core/i18n.ts";
import { on } from "../core/listeners.ts";
import { view } from "../core/views.ts";
import { type MailButton, mailLinks, queueMail, withinBudget } from "../mail/index.ts";
import { frontById } from "../portals/index.ts";
import { makeResetLink } from "./links.service.ts";
import { loginByEmail } from "./logins.repository.ts";
import { passwordResetRequested } from "./passwords.events.ts";

interface LinkMail {
  readonly greeting: string;
  readonly text: string;
  readonly button: MailButton;
  readonly after: string;
}
/** A mail around one button. */
export const linkMail = view<LinkMail>("sign-in/mail/link");
const t = translator(defaultLocale);
/** Whoever asks in another's name must not fill their mailbox. */
const resetsAnHour = 5;

/** Mails the link, if somebody signs in with this address. Sent after the answer, so that the answer tells nothing. */
export const mailPasswordReset = on(
  passwordResetRequested,
  "sign-in.mail-password-reset",
  async (ctx, { email, customerPortalId }, delivery) => {
    const login = await loginByEmail(ctx.db, email);
    if (!login?.passwordHash || !(await withinBudget(ctx, "password-reset", email, resetsAnHour))) return;
    const front = customerPortalId === null ? null : await frontById(ctx.db, customerPortalId);
    const links = await mailLinks(front ?? ctx);
    const token = await makeResetLink(ctx, email);
    const name = (await invitedPerson(ctx.db, email))?.name ?? "";
    await queueMail(ctx, {
      cause: `password-reset:${delivery.id}`,
      kind: "password-reset",
      to: { email, name },
      subject: t("sign-in.resetMail.subject"),
      template: linkMail,
      model: {
        greeting: t("sign-in.mailGreeting", { name: name || email }),
        text:
          delivery.by.kind === "agent"
            ? t("sign-in.resetMail.textBy", { by: delivery.by.name, portal: front?.name ?? "Holdfast" })
            : t("sign-in.resetMail.text"),
        button: links.button(t("sign-in.resetMail.button"), links.url(`/reset-password?token=${token}`)),
        after: t("sign-in.resetMail.after"),
      },
      reason: t("sign-in.resetMail.reason"),
      secret: true,
      ...(front ? { front } : {}),
    });
  },
);
