import type { Knex } from "knex";
import { atOnce } from "../core/at-once.ts";
import type { Scope } from "../core/context.ts";
import { first, one } from "../core/db.ts";
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
      due_at: atOnce,
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

/** How the administrator sees a mail: never its text, which may hold a secret. */
export interface ListedMail {
  readonly id: number;
  readonly portal: string;
  readonly kind: string;
  readonly recipient: string;
  readonly recipientName: string;
  readonly subject: string;
  readonly state: MailState;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly dueAt: Date;
  readonly sentAt: Date | null;
  readonly createdAt: Date;
}

/** Mails of all portals by id, newest first: the page that begins below `before`, or the one that ends above `after`. */
export async function listMails(
  db: Knex,
  {
    state,
    before,
    after,
    limit,
  }: { state: MailState | null; before: number | null; after: number | null; limit: number },
): Promise<ListedMail[]> {
  const order = after === null ? "desc" : "asc";
  // The page first, its portals' names after: joined before the limit, the optimizer may start from the portals and sort all mails.
  // And a state by its own index: the one by due date looks as good to the optimizer, and sorts.
  const page = db
    .select(
      "id",
      "portal_id",
      "kind",
      "recipient",
      "recipient_name",
      "subject",
      "state",
      "attempts",
      "last_error",
      "due_at",
      "sent_at",
      "created_at",
    )
    .from(state === null ? "mails" : db.raw("mails FORCE INDEX (mails_state)"))
    .orderBy("id", order)
    .limit(limit);
  if (state !== null) page.where({ state });
  if (before !== null) page.where("id", "<", before);
  if (after !== null) page.where("id", ">", after);
  const rows = await db(page.as("m"))
    .join("portals as p", "p.id", "m.portal_id")
    .orderBy("m.id", order)
    .select<ListedMail[]>({
      id: "m.id",
      portal: "p.name",
      kind: "m.kind",
      recipient: "m.recipient",
      recipientName: "m.recipient_name",
      subject: "m.subject",
      state: "m.state",
      attempts: "m.attempts",
      lastError: "m.last_error",
      dueAt: "m.due_at",
      sentAt: "m.sent_at",
      createdAt: "m.created_at",
    });
  return after === null ? rows : rows.reverse();
}

/** Counted up to `most` and no further: the table has every mail there ever was. */
export async function countMailsIn(db: Knex, state: MailState, most: number): Promise<number> {
  const some = db("mails").where({ state }).select("id").limit(most).as("some");
  const row = (await db(some).count({ count: "*" }).first()) as { count: number };
  return Number(row.count);
}

export const mailForUpdate = (db: Knex, id: number): Promise<{ state: MailState; recipient: string }> =>
  one(db("mails").where({ id }).select("state", "recipient").forUpdate(), "mail");

/** As if it had just been queued. */
export async function makeMailDue(db: Knex, id: number, now: Date): Promise<void> {
  await db("mails").where({ id }).update({ state: "waiting", attempts: 0, due_at: now });
}

/** Deletes sent mails that are older, at most 5,000 a call: small write sets keep a cluster's nodes in step. @returns how many. */
export const deleteSentBefore = (db: Knex, before: Date): Promise<number> =>
  db("mails").where({ state: "sent" }).where("due_at", "<", before).limit(5000).delete();
