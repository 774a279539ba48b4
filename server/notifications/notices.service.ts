import { administrators, type Member, membersWho } from "../accounts/index.ts";
import type { Context } from "../core/context.ts";
import { excerptOf, textToHtml } from "../core/html.ts";
import { defaultLocale, translator } from "../core/i18n.ts";
import type { Delivery } from "../core/listeners.ts";
import type { View } from "../core/views.ts";
import { type MailButton, mailLinks, queueMail } from "../mail/index.ts";
import type { TicketForNotice } from "../tickets/index.ts";

/** Mails are written in the installation's language until people have one of their own. */
export const t = translator(defaultLocale);

interface Person {
  readonly id: number;
  readonly name: string;
  readonly email: string;
}
export interface Recipient extends Person {
  readonly kind: "contact" | "agent";
}

/** What happened, and to whom it is told. */
export interface NoticeOf {
  readonly event: string;
  readonly delivery: Delivery;
  readonly about: TicketForNotice;
  /** An acknowledgement is for the person who caused it. */
  readonly evenToAuthor?: boolean;
}

interface NoticeMail<Model> {
  readonly to: Recipient;
  readonly kind: string;
  readonly template: View<Model>;
  readonly preheader: string;
  /** Builds the body's model; the button leads to the request, on the customer portal or at the desk. */
  readonly model: (shared: { number: number; subject: string; button: MailButton }) => Model;
}

/**
 * Queues one notice about a ticket, once per event and recipient. Never to the person who caused it. All notices of a ticket have one
 * subject: mail programs thread by it as well as by the References.
 */
export async function tell<Model>(
  ctx: Context,
  { event, delivery, about, evenToAuthor = false }: NoticeOf,
  mail: NoticeMail<Model>,
): Promise<void> {
  const { to } = mail;
  if (!evenToAuthor && delivery.by.kind === to.kind && delivery.by.id === to.id) return;
  const { id, number, subject } = about.ticket;
  const links = await mailLinks(ctx);
  const path = `/requests/${number}`;
  const url = to.kind === "contact" ? links.url(path) : links.desk(path);
  const button = links.button(t("notifications.viewRequest"), url);
  await queueMail(ctx, {
    cause: `${event}:${delivery.id}:${to.kind}-${to.id}`,
    kind: mail.kind,
    to,
    subject,
    template: mail.template,
    model: mail.model({ number, subject, button }),
    preheader: mail.preheader,
    reason: t(`notifications.reason.${to.kind}`, { number }),
    ticket: { id, number },
  });
}

const asContact = (person: Person): Recipient => ({ ...person, kind: "contact" });
const asAgent = (person: Person): Recipient => ({ ...person, kind: "agent" });

export const contactOf = ({ contact }: TicketForNotice): Recipient => asContact(contact);
export const assigneeOf = ({ assignee }: TicketForNotice): Recipient[] =>
  assignee ? [asAgent(assignee)] : [];

const mostToTell = 20;

/**
 * Who must learn of something new on a ticket: its assignee; without one those who distribute the work; in a portal where nobody
 * does, whoever answers; and when it has no members at all, the administrators. Somebody always does.
 */
export async function whoLooksAfter(ctx: Context, about: TicketForNotice): Promise<Recipient[]> {
  if (about.assignee) return assigneeOf(about);
  const circles: (() => Promise<Member[]>)[] = [
    () => membersWho(ctx, "tickets.assign", mostToTell),
    () => membersWho(ctx, "tickets.reply", mostToTell),
    () => administrators(ctx, mostToTell),
  ];
  for (const circle of circles) {
    const members = await circle();
    if (members.length > 0) return members.map(asAgent);
  }
  return [];
}

const longestBody = 100_000;
/** A reply as a mail carries it: a novel is cut, its end stands behind the button. */
export const mailBody = (bodyHtml: string): string =>
  bodyHtml.length > longestBody ? textToHtml(excerptOf(bodyHtml, 2000)) : bodyHtml;
export const preheaderOf = (bodyHtml: string): string => excerptOf(bodyHtml, 120);
