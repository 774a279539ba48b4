import type { Scope } from "../core/context.ts";
import { first } from "../core/db.ts";
import type { MailState } from "./mail.ts";

const mails = ({ db, portalId }: Scope) => db("mails").where({ "mails.portal_id": portalId });

export interface NewMail {
  readonly ticketId: number | null;
  readonly cause: string;
  readonly kind: string;
  readonly messageId: string;
  readonly recipient: string;
  readonly recipientName: string;
  readonly senderName: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly thread: string | null;
  readonly secret: boolean;
  readonly state: MailState;
  readonly lastError: string | null;
  readonly at: Date;
}

export const mailIdByCause = async (scope: Scope, cause: string): Promise<number | null> =>
  (await first<{ id: number }>(mails(scope).where({ cause }).select("id")))?.id ?? null;

/** @returns its id, or null when a mail of the same cause was there. */
export async function insertMail({ db, portalId }: Scope, mail: NewMail): Promise<number | null> {
  try {
    const [id] = (await db("mails").insert({
      portal_id: portalId,
      ticket_id: mail.ticketId,
      cause: mail.cause,
      kind: mail.kind,
      message_id: mail.messageId,
      recipient: mail.recipient,
      recipient_name: mail.recipientName,
      sender_name: mail.senderName,
      subject: mail.subject,
      body_text: mail.text,
      body_html: mail.html,
      thread: mail.thread,
      secret: mail.secret,
      state: mail.state,
      last_error: mail.lastError,
      due_at: mail.at,
      created_at: mail.at,
    })) as [number];
    return id;
  } catch (error) {
    // Another delivery of the same cause was quicker; the statement alone is undone, not the transaction.
    if ((error as { errno?: number }).errno === 1062) return null;
    throw error;
  }
}

/** How many mails of a kind this address was sent since. */
export async function countMailsTo(
  scope: Scope,
  kind: string,
  recipient: string,
  since: Date,
): Promise<number> {
  const row = (await mails(scope)
    .where({ kind, recipient })
    .where("created_at", ">=", since)
    .count({ count: "*" })
    .first()) as { count: number };
  return Number(row.count);
}
