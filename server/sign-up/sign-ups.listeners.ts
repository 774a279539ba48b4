import { contactByEmail, isTemporary } from "../accounts/index.ts";
import type { Context } from "../core/context.ts";
import { defaultLocale, translator } from "../core/i18n.ts";
import { type Delivery, on } from "../core/listeners.ts";
import { mailLinks, queueMail, withinBudget } from "../mail/index.ts";
import { type Front, frontById } from "../portals/index.ts";
import { linkMail } from "../sign-in/index.ts";
import { signUpAsked, signUpDeclined } from "./sign-ups.events.ts";
import { type SignUp, signUpIfAny } from "./sign-ups.repository.ts";
import { makeSignUpLink } from "./sign-ups.service.ts";

const t = translator(defaultLocale);
/** Whoever asks in another's name must not fill their mailbox. */
const mailsAnHour = 3;

/** Mails the link that confirms the address; or says to its owner that they have access already. */
export const mailSignUp = on(signUpAsked, "sign-up.mail", async (ctx, { signUpId }, delivery) => {
  const signUp = await signUpIfAny(ctx, signUpId);
  const front = signUp && (await frontById(ctx.db, signUp.frontId));
  if (!front || !(await withinBudget(ctx, "sign-up", signUp.email, mailsAnHour))) return;
  const contact = await contactByEmail(ctx, signUp.email);
  const joined = contact && contact.loginId !== null && !(await isTemporary(ctx, contact.loginId));
  const kind = contact?.disabledAt ? "Closed" : joined ? "Known" : "New";
  const path = kind === "New" ? `/signup/confirmation?token=${await makeSignUpLink(ctx, signUp)}` : "/login";
  await mailTo(ctx, delivery, signUp, front, {
    kind: "sign-up",
    subject: t("sign-up.mail.subject", { portal: front.name }),
    text: t(`sign-up.mail.text${kind}`, { portal: front.name }),
    button: t(kind === "New" ? "sign-up.mail.button" : "sign-up.mail.buttonLogin"),
    path,
    after: t(`sign-up.mail.after${kind}`),
    reason: t("sign-up.mail.reason"),
  });
});

export const mailSignUpDeclined = on(
  signUpDeclined,
  "sign-up.mail-declined",
  async (ctx, { signUpId }, delivery) => {
    const signUp = await signUpIfAny(ctx, signUpId);
    const front = signUp && (await frontById(ctx.db, signUp.frontId));
    if (!front) return;
    await mailTo(ctx, delivery, signUp, front, {
      kind: "sign-up-declined",
      subject: t("sign-up.declinedMail.subject", { portal: front.name }),
      text: t("sign-up.declinedMail.text", { portal: front.name }),
      button: t("sign-up.declinedMail.button"),
      path: "/",
      after: signUp.reason
        ? t("sign-up.declinedMail.reasonGiven", { reason: signUp.reason })
        : t("sign-up.declinedMail.noReason"),
      reason: t("sign-up.mail.reason"),
    });
  },
);

async function mailTo(
  ctx: Context,
  delivery: Delivery,
  { email, name }: SignUp,
  front: Front,
  words: {
    kind: string;
    subject: string;
    text: string;
    button: string;
    path: string;
    after: string;
    reason: string;
  },
): Promise<void> {
  const links = await mailLinks(front);
  await queueMail(ctx, {
    cause: `${words.kind}:${delivery.id}`,
    kind: words.kind,
    to: { email, name },
    subject: words.subject,
    template: linkMail,
    model: {
      greeting: t("sign-in.mailGreeting", { name }),
      text: words.text,
      button: links.button(words.button, links.url(words.path)),
      after: words.after,
    },
    reason: words.reason,
    secret: true,
    front,
  });
}
