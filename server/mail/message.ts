import type { SendMailOptions } from "nodemailer";
import type { DueMail } from "./sending.repository.ts";
import type { MailSettings } from "./mail.settings.ts";

/**
 * The mail as it goes out. It says that a program sent it (RFC 3834: `Auto-Submitted`; `X-Auto-Response-Suppress` for Exchange), so that
 * absence notices and other help desks do not answer, and names us in `X-Holdfast-Loop`, by which our own inbox will know it. There is no
 * `Precedence: bulk`: RFC 3834 calls it non-standard, and filters that read it put password mails among the advertisements.
 */
export function messageOf(
  mail: DueMail,
  { from, host }: Pick<MailSettings, "from" | "host">,
): SendMailOptions {
  return {
    // Objects, never text to parse: a name with a comma or an address in it stays a name.
    from: { name: mail.senderName, address: from },
    to: { name: mail.recipientName, address: mail.recipient },
    envelope: { from, to: [mail.recipient] },
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    messageId: mail.messageId,
    date: mail.createdAt,
    ...(mail.thread ? { inReplyTo: mail.thread, references: [mail.thread] } : {}),
    headers: {
      "Auto-Submitted": "auto-generated",
      "X-Auto-Response-Suppress": "All",
      "X-Holdfast-Loop": `portal-${mail.portalId}@${host}`,
    },
    // The content is ours alone: nothing in it may name a file or an address to fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
