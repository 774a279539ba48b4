import type { Knex } from "knex";
import { transaction } from "../core/db.ts";
import { fence } from "../core/lease.ts";

/** A mail as the sender needs it. */
export interface DueMail {
  readonly id: number;
  readonly portalId: number;
  readonly messageId: string;
  readonly recipient: string;
  readonly recipientName: string;
  readonly senderName: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly thread: string | null;
  readonly createdAt: Date;
  /** Counting this one. */
  readonly attempts: number;
  /** Until when it is ours: what marks our claim. */
  readonly leaseUntil: Date;
}

const columns = {
  id: "id",
  portalId: "portal_id",
  messageId: "message_id",
  recipient: "recipient",
  recipientName: "recipient_name",
  senderName: "sender_name",
  subject: "subject",
  text: "body_text",
  html: "body_html",
  thread: "thread",
  createdAt: "created_at",
  attempts: "attempts",
};

/**
 * Takes what is due, of every portal: waiting mails in their order, then those whose sender died (their lease ran out). What another
 * worker is taking is skipped. The claim is committed before anything is sent.
 * @throws LeaseLostError when another node has taken over.
 */
export function claimMails(db: Knex, most: number, now: Date, leaseUntil: Date): Promise<DueMail[]> {
  return transaction({ db }, async (tx) => {
    const due = async (state: string, limit: number) =>
      (await tx
        .db("mails")
        .select(columns)
        .where({ state })
        .where("due_at", "<=", now)
        .orderBy(["due_at", "id"])
        .limit(limit)
        .forUpdate()
        .skipLocked()) as Omit<DueMail, "leaseUntil">[];
    const waiting = await due("waiting", most);
    const rows =
      waiting.length < most ? [...waiting, ...(await due("sending", most - waiting.length))] : waiting;
    const ids = rows.map((row) => row.id);
    if (ids.length === 0) return [];
    await fence(tx.db);
    await tx
      .db("mails")
      .whereIn("id", ids)
      .update({ state: "sending", due_at: leaseUntil, attempts: tx.db.raw("attempts + 1") });
    return rows.map((row) => ({ ...row, attempts: row.attempts + 1, leaseUntil }));
  });
}

/** When a term of the role begins: the former holder has until `then` to mark what it was sending. */
export async function inheritMails(db: Knex, then: Date): Promise<void> {
  await transaction({ db }, async (tx) => {
    await fence(tx.db);
    await tx.db("mails").where({ state: "sending" }).where("due_at", ">", then).update({ due_at: then });
  });
}

const ours = (db: Knex, { id, leaseUntil }: DueMail) =>
  db("mails").where({ id, state: "sending", due_at: leaseUntil });

/** The server has taken it; a secret is no longer needed by anybody. Whoever claimed it meanwhile: it is sent. */
export async function markSent(db: Knex, { id }: DueMail, now: Date): Promise<void> {
  await db("mails")
    .where({ id })
    .update({
      state: "sent",
      sent_at: now,
      last_error: null,
      body_text: db.raw("IF(secret = 1, '', body_text)"),
      body_html: db.raw("IF(secret = 1, '', body_html)"),
    });
}

/** Not taken: to be tried again at `dueAt`, or never when that is null. */
export async function markRefused(db: Knex, mail: DueMail, error: string, dueAt: Date | null): Promise<void> {
  await ours(db, mail).update({
    state: dueAt ? "waiting" : "failed",
    last_error: error.slice(0, 500),
    ...(dueAt ? { due_at: dueAt } : {}),
  });
}

/** It was never offered to a server: as if it had not been claimed. */
export async function release(db: Knex, mail: DueMail, error: string, now: Date): Promise<void> {
  await ours(db, mail).update({
    state: "waiting",
    due_at: now,
    attempts: mail.attempts - 1,
    last_error: error.slice(0, 500),
  });
}
