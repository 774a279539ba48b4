import {
  agentInvited,
  contactInvited,
  invitedAgent,
  invitedContact,
  type Invited,
  invitedPerson,
} from "../accounts/index.ts";
import type { Context } from "../core/context.ts";
import { defaultLocale, translator } from "../core/i18n.ts";
import { type Delivery, on } from "../core/listeners.ts";
import { view } from "../core/views.ts";
import { type MailButton, type MailLinks, mailLinks, queueMail, withinBudget } from "../mail/index.ts";
import { frontById, frontOfPortal } from "../portals/index.ts";
import { makeLink } from "./links.service.ts";
import { loginByEmail } from "./logins.repository.ts";
import { giveTemporaryPassword } from "./passwords.service.ts";
import { invitationStyle } from "./passwords.settings.ts";
import { passwordResetRequested } from "./passwords.events.ts";

interface LinkMail {
  readonly greeting: string;
  readonly text: string;
  readonly button: MailButton;
  readonly after: string;
}
const linkMail = view<LinkMail>("sign-in/mail/link");
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
    const token = await makeLink(ctx, "password-reset", email);
    const name = (await invitedPerson(ctx.db, email))?.name ?? "";
    await queueMail(ctx, {
      cause: `password-reset:${delivery.id}`,
      kind: "password-reset",
      to: { email, name },
      subject: t("sign-in.resetMail.subject"),
      template: linkMail,
      model: {
        greeting: t("sign-in.mailGreeting", { name: name || email }),
        text: t("sign-in.resetMail.text"),
        button: links.button(t("sign-in.resetMail.button"), links.url(`/reset-password?token=${token}`)),
        after: t("sign-in.resetMail.after"),
      },
      reason: t("sign-in.resetMail.reason"),
      secret: true,
      ...(front ? { front } : {}),
    });
  },
);

export const mailContactInvitation = on(
  contactInvited,
  "sign-in.mail-contact-invitation",
  async (ctx, { contactId }, delivery) => {
    const contact = await invitedContact(ctx, contactId);
    const links = await mailLinks(ctx);
    const portal = await portalName(ctx);
    if (contact)
      await mailInvitation(ctx, delivery, contact, { links, url: (path) => links.url(path), portal });
  },
);

export const mailAgentInvitation = on(
  agentInvited,
  "sign-in.mail-agent-invitation",
  async (ctx, { agentId }, delivery) => {
    const agent = await invitedAgent(ctx.db, agentId);
    const links = await mailLinks(ctx);
    if (agent)
      await mailInvitation(ctx, delivery, agent, {
        links,
        url: (path) => links.installation(path),
        portal: t("sign-in.invitationMail.desk"),
      });
  },
);

async function mailInvitation(
  ctx: Context,
  delivery: Delivery,
  { name, email }: Invited,
  { links, url, portal }: { links: MailLinks; url: (path: string) => string; portal: string },
): Promise<void> {
  // Who has a password already needs no link: theirs opens this portal too.
  const known = Boolean((await loginByEmail(ctx.db, email))?.passwordHash);
  const temporary = !known && invitationStyle.get() === "password";
  const password = temporary ? await giveTemporaryPassword(ctx, email) : null;
  const to = known || temporary ? "/login" : `/invitation?token=${await makeLink(ctx, "invitation", email)}`;
  const style = known ? "Known" : temporary ? "Temporary" : "New";
  await queueMail(ctx, {
    cause: `invitation:${delivery.id}`,
    kind: "invitation",
    to: { email, name },
    subject: t("sign-in.invitationMail.subject", { portal }),
    template: linkMail,
    model: {
      greeting: t("sign-in.mailGreeting", { name }),
      text: t(`sign-in.invitationMail.text${style}`, {
        portal,
        by: delivery.by.name || portal,
        email,
        password: password ?? "",
      }),
      button: links.button(
        t(style === "New" ? "sign-in.invitationMail.button" : "sign-in.invitationMail.buttonKnown"),
        url(to),
      ),
      after: t(`sign-in.invitationMail.after${style}`),
    },
    reason: t("sign-in.invitationMail.reason"),
    secret: true,
  });
}

async function portalName(ctx: Context): Promise<string> {
  return (await frontOfPortal(ctx.db, ctx.portalId))?.name ?? "Holdfast";
}
