import {
  agentInvited,
  contactInvited,
  type Invitation,
  invitationDays,
  invitationOfAgent,
  invitationOfContact,
  invitedAgent,
  invitedContact,
  type Invited,
  openInvitation,
} from "../accounts/index.ts";
import type { Context } from "../core/context.ts";
import { defaultLocale, translator } from "../core/i18n.ts";
import { type Delivery, on } from "../core/listeners.ts";
import { type MailLinks, mailLinks, queueMail } from "../mail/index.ts";
import { frontOfPortal } from "../portals/index.ts";
import { makeInvitationLink } from "./links.service.ts";
import { loginByEmail } from "./logins.repository.ts";
import { linkMail } from "./mails.listeners.ts";
import { isOfDirectory } from "../directory/index.ts";
import { giveTemporaryPassword } from "./passwords.service.ts";
import { invitationStyle } from "./passwords.settings.ts";

const t = translator(defaultLocale);

export const mailContactInvitation = on(
  contactInvited,
  "sign-in.mail-contact-invitation",
  async (ctx, { contactId }, delivery) => {
    const contact = await invitedContact(ctx, contactId);
    if (!contact) return;
    // A process of the version before, during an upgrade, announces invitations without keeping them.
    if (!(await invitationOfContact(ctx, contactId))) await openInvitation(ctx, contact);
    const links = await mailLinks(ctx);
    await mailInvitation(ctx, delivery, {
      person: contact,
      invitation: await invitationOfContact(ctx, contactId),
      links,
      url: (path) => links.url(path),
      portal: (await frontOfPortal(ctx.db, ctx.portalId))?.name ?? "Holdfast",
    });
  },
);

export const mailAgentInvitation = on(
  agentInvited,
  "sign-in.mail-agent-invitation",
  async (ctx, { agentId }, delivery) => {
    const agent = await invitedAgent(ctx.db, agentId);
    if (!agent) return;
    const links = await mailLinks(ctx);
    await mailInvitation(ctx, delivery, {
      person: agent,
      invitation: await invitationOfAgent(ctx.db, agentId),
      links,
      url: (path) => links.installation(path),
      portal: t("sign-in.invitationMail.desk"),
    });
  },
);

interface Given {
  readonly person: Invited;
  readonly invitation: Invitation | null;
  readonly links: MailLinks;
  readonly url: (path: string) => string;
  readonly portal: string;
}

async function mailInvitation(
  ctx: Context,
  delivery: Delivery,
  { person: { name, email }, invitation, links, url, portal }: Given,
): Promise<void> {
  // Revoked while the event was waiting.
  if (!invitation || invitation.revokedAt) return;
  const login = await loginByEmail(ctx.db, email);
  // Who has a password of their own already needs no link: theirs opens this portal too.
  const known =
    (Boolean(login?.passwordHash) && login?.mustChange === 0) ||
    (login !== null && (await isOfDirectory(ctx, login.id)));
  const temporary = !known && invitationStyle.get() === "password";
  const password = temporary ? await giveTemporaryPassword(ctx, email) : null;
  const to =
    known || temporary
      ? "/login"
      : `/invitation?token=${await makeInvitationLink(ctx, { ...invitation, email })}`;
  const style = known ? "Known" : temporary ? "Temporary" : "New";
  const days = invitationDays.get();
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
        days,
      }),
      button: links.button(
        t(style === "New" ? "sign-in.invitationMail.button" : "sign-in.invitationMail.buttonKnown"),
        url(to),
      ),
      after: t(`sign-in.invitationMail.after${style}`, { days }),
    },
    reason: t("sign-in.invitationMail.reason"),
    secret: true,
  });
}
