import { randomUUID } from "node:crypto";
import type { Context } from "../core/context.ts";
import { transaction, wakeAfterCommit } from "../core/db.ts";
import { htmlToText } from "../core/html.ts";
import { defaultLocale, direction } from "../core/i18n.ts";
import { type View, view } from "../core/views.ts";
import { type Front, frontOfPortal, frontUrl, inkOn } from "../portals/index.ts";
import { mailSettings } from "./mail.settings.ts";
import { headerText, isMailAddress, messageId, threadOf } from "./mail.ts";
import { countMailsTo, insertMail, mailIdByCause } from "./mails.repository.ts";

/** A mail to one person, and why. */
export interface OutgoingMail<Model> {
  /** What it follows from: the same cause never sends two mails. At most 160 characters. */
  readonly cause: string;
  /** "request-received", "password-reset", …: for lists and budgets. */
  readonly kind: string;
  readonly to: { readonly email: string; readonly name: string };
  readonly subject: string;
  /** The body inside layouts/mail. */
  readonly template: View<Model>;
  readonly model: Model;
  /** Why the reader gets this mail; stands below it. */
  readonly reason: string;
  /** The line that lists of mails show after the subject. */
  readonly preheader?: string;
  /** All mails of a ticket are one conversation; its number goes into the subject. */
  readonly ticket?: { readonly id: number; readonly number: number };
  /** Carries a link that signs somebody in: its text is blanked once it was sent, and no page shows it. */
  readonly secret?: boolean;
  /** The customer portal whose look it has; the portal's own default one when left out. */
  readonly front?: Front;
}

interface MailFrame {
  readonly locale: string;
  readonly dir: "ltr" | "rtl";
  readonly subject: string;
  readonly preheader: string;
  readonly brand: {
    name: string;
    color: string;
    ink: string;
    logoUrl: string | null;
    homeUrl: string;
    footerText: string;
  };
  readonly reason: string;
  readonly body: string;
}
const frame = view<MailFrame>("layouts/mail");

/**
 * Stores a mail in the caller's transaction (or in one of its own); a worker sends it after the commit. Idempotent by
 * (portal, cause): the second call changes nothing. An address that cannot be one is stored as failed, for the
 * administrator to see, because the cause itself must not fail over it.
 */
export function queueMail<Model>(ctx: Context, mail: OutgoingMail<Model>): Promise<void> {
  return transaction(ctx, async (tx) => {
    if ((await mailIdByCause(tx, mail.cause)) !== null) return;
    const { baseUrl, host } = mailSettings();
    const front = mail.front ?? (await frontOfPortal(tx.db, tx.portalId));
    const subject = headerText(mail.ticket ? `[#${mail.ticket.number}] ${mail.subject}` : mail.subject, 300);
    const { html, text } = render(mail, subject, front, baseUrl);
    const fits = isMailAddress(mail.to.email);
    await insertMail(tx, {
      ticketId: mail.ticket?.id ?? null,
      cause: mail.cause,
      kind: mail.kind,
      messageId: messageId(randomUUID(), host),
      recipient: headerText(mail.to.email, 254),
      recipientName: headerText(mail.to.name, 120),
      senderName: headerText(front?.name ?? "Holdfast", 120),
      subject,
      text,
      html,
      thread: mail.ticket ? threadOf(tx.portalId, mail.ticket.id, host) : null,
      secret: mail.secret ?? false,
      state: fits ? "waiting" : "failed",
      lastError: fits ? null : "This is not a mail address.",
      at: tx.now,
    });
    wakeAfterCommit(tx.db);
  });
}

function render<Model>(
  mail: OutgoingMail<Model>,
  subject: string,
  front: Front | null,
  baseUrl: string,
): { html: string; text: string } {
  const reader = {
    locale: defaultLocale,
    timeZone: front?.timeZone ?? "UTC",
    ...(front ? { formats: { date: front.dateFormat, hour: front.hourFormat } } : {}),
  };
  const base = front ? frontUrl(front, baseUrl) : baseUrl;
  const color = front?.brandColor ?? "#2457d6";
  const brand = {
    name: front?.name ?? "Holdfast",
    color,
    ink: inkOn(color),
    logoUrl: front?.logoHash ? `${base}/branding/${front.slug}/${front.logoHash}/logo` : null,
    homeUrl: `${base}/`,
    footerText: front?.footerText ?? "",
  };
  const body = mail.template.render(mail.model, reader);
  const frameModel = {
    locale: reader.locale,
    dir: direction(reader.locale),
    subject,
    preheader: mail.preheader ?? "",
    brand,
    reason: mail.reason,
    body,
  };
  const foot = [mail.reason, `${brand.name} · ${brand.homeUrl}`, brand.footerText]
    .filter((line) => line !== "")
    .join("\n");
  // "-- " alone on a line: mail programs leave out what follows when they quote (RFC 3676, 4.3).
  return { html: frame.render(frameModel, reader), text: `${htmlToText(body)}\n\n-- \n${foot}\n` };
}

/** False when this address got `most` mails of the kind within the hour: whoever writes in others' names must not flood them. */
export async function withinBudget(
  ctx: Context,
  kind: string,
  email: string,
  most: number,
): Promise<boolean> {
  return (await countMailsTo(ctx, kind, email, new Date(ctx.now.getTime() - 3_600_000))) < most;
}
