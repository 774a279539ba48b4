import type { Knex } from "knex";
import { transaction } from "../core/db.ts";
import { fence } from "../core/lease.ts";
import type { MessageState, Problem } from "./text-message.ts";

export interface DueMessage {
  readonly id: number;
  readonly recipient: string;
  readonly body: string;
  readonly expiresAt: Date;
  /** Counting this one. */
  readonly attempts: number;
  /** Until when it is ours: what marks our claim. */
  readonly leaseUntil: Date;
}

/**
 * Takes what is due, of every portal: what waits, and what a sender that died had claimed. The claim is committed before anything is sent.
 * @throws LeaseLostError when another node has taken over.
 */
export function claimMessages(db: Knex, most: number, now: Date, leaseUntil: Date): Promise<DueMessage[]> {
  return transaction({ db }, async (tx) => {
    const rows = (await tx
      .db("text_messages")
      .whereIn("state", ["waiting", "sending"])
      .where("due_at", "<=", now)
      .orderBy(["due_at", "id"])
      .limit(most)
      .forUpdate()
      .skipLocked()
      .select({
        id: "id",
        recipient: "recipient",
        body: "body",
        expiresAt: "expires_at",
        attempts: "attempts",
      })) as Omit<DueMessage, "leaseUntil">[];
    if (rows.length === 0) return [];
    await fence(tx.db);
    const ids = rows.map(({ id }) => id);
    await tx
      .db("text_messages")
      .whereIn("id", ids)
      .update({ state: "sending", due_at: leaseUntil, attempts: tx.db.raw("attempts + 1") });
    return rows.map((row) => ({ ...row, attempts: row.attempts + 1, leaseUntil }));
  });
}

/** When a term of the role begins: the former holder has until `then` to mark what it was sending. */
export async function inheritMessages(db: Knex, then: Date): Promise<void> {
  await transaction({ db }, async (tx) => {
    await fence(tx.db);
    await tx
      .db("text_messages")
      .where({ state: "sending" })
      .where("due_at", ">", then)
      .update({ due_at: then });
  });
}

const ours = (db: Knex, { id, leaseUntil }: DueMessage) =>
  db("text_messages").where({ id, state: "sending", due_at: leaseUntil });

/** The end of a message; nobody needs its text any more. Whoever claimed a sent one meanwhile: it is sent. */
export async function markDone(
  db: Knex,
  message: DueMessage,
  state: Exclude<MessageState, "waiting" | "sending">,
  tried: { problem: Problem | null; answer: string; at: Date } | null,
): Promise<void> {
  const rows = state === "sent" ? db("text_messages").where({ id: message.id }) : ours(db, message);
  await rows.update({
    state,
    body: "",
    ...(tried ? { problem: tried.problem, answer: tried.answer, tried_at: tried.at } : {}),
  });
}

/** To be tried again. */
export async function markWaiting(
  db: Knex,
  message: DueMessage,
  dueAt: Date,
  tried: { problem: Problem; answer: string; at: Date },
): Promise<void> {
  await ours(db, message).update({
    state: "waiting",
    due_at: dueAt,
    problem: tried.problem,
    answer: tried.answer,
    tried_at: tried.at,
  });
}

/** It was never offered to a gateway: as if it had not been claimed. */
export async function release(db: Knex, message: DueMessage, now: Date): Promise<void> {
  await ours(db, message).update({ state: "waiting", due_at: now, attempts: message.attempts - 1 });
}
