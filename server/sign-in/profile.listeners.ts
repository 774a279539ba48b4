import { invitedPerson } from "../accounts/index.ts";
import { defaultLocale, translator } from "../core/i18n.ts";
import { on } from "../core/listeners.ts";
import { view } from "../core/views.ts";
import { queueMail } from "../mail/index.ts";
import { loginById } from "./logins.repository.ts";
import { mobileChanged } from "./profile.events.ts";

const noticeMail = view<{ readonly greeting: string; readonly text: string; readonly after: string }>(
  "sign-in/mail/notice",
);
const t = translator(defaultLocale);

/** Tells the owner, who may not have been the one. */
export const mailMobileChanged = on(
  mobileChanged,
  "sign-in.mail-mobile-changed",
  async (ctx, { loginId }, delivery) => {
    const login = await loginById(ctx.db, loginId);
    if (!login) return;
    const name = (await invitedPerson(ctx.db, login.email))?.name ?? "";
    await queueMail(ctx, {
      cause: `mobile:${delivery.id}`,
      kind: "security-notice",
      to: { email: login.email, name },
      subject: t("sign-in.mobileMail.subject"),
      template: noticeMail,
      model: {
        greeting: t("sign-in.mailGreeting", { name: name || login.email }),
        text: t("sign-in.mobileMail.text"),
        after: t("sign-in.factorMail.after"),
      },
      reason: t("sign-in.factorMail.reason"),
    });
  },
);
