import type { Knex } from "knex";
import type { Scope } from "../core/context.ts";
import { first } from "../core/db.ts";
import type { MessageState, Problem } from "./text-message.ts";

export interface NewMessage {
  readonly cause: string;
  readonly kind: string;
  readonly recipient: string;
  /** Sealed. */
  readonly body: string;
  readonly state: MessageState;
  readonly expiresAt: Date;
  readonly at: Date;
  /** What the only try led to, for a test. */
  readonly tried?: { readonly problem: Problem | null; readonly answer: string };
}

/** Nothing when a message of the same cause was there. */
export async function insertMessage({ db, portalId }: Scope, message: NewMessage): Promise<void> {
  const { tried } = message;
  await db("text_messages")
    .insert({
      portal_id: portalId,
      cause: message.cause,
      kind: message.kind,
      recipient: message.recipient,
      body: message.body,
      state: message.state,
      due_at: message.at,
      expires_at: message.expiresAt,
      created_at: message.at,
      ...(tried ? { ...tried, tried_at: message.at, attempts: 1 } : {}),
    })
    .onConflict(["portal_id", "cause"])
    .ignore();
}

const countSince = async (query: Knex.QueryBuilder, since: Date): Promise<number> => {
  const row = (await query.where("created_at", ">", since).count({ count: "*" }).first()) as {
    count: number;
  };
  return Number(row.count);
};

/** How many were written since, of the whole installation: they are paid by whoever runs it. */
export const countMessages = (db: Knex, since: Date): Promise<number> =>
  countSince(db("text_messages"), since);
export const countMessagesTo = (db: Knex, recipient: string, since: Date): Promise<number> =>
  countSince(db("text_messages").where({ recipient }), since);

/** How a message is shown: never its text, which holds a code. */
export interface ListedMessage {
  readonly id: number;
  readonly portal: string;
  readonly kind: string;
  readonly recipient: string;
  readonly state: MessageState;
  readonly attempts: number;
  readonly problem: Problem | null;
  readonly answer: string;
  readonly at: Date;
}

/** The newest of all portals. */
export const newestMessages = (db: Knex, limit: number): Promise<ListedMessage[]> =>
  db("text_messages as m")
    .join("portals as p", "p.id", "m.portal_id")
    .orderBy("m.id", "desc")
    .limit(limit)
    .select<ListedMessage[]>(db.raw("COALESCE(m.tried_at, m.created_at) AS at"), {
      id: "m.id",
      portal: "p.name",
      kind: "m.kind",
      recipient: "m.recipient",
      state: "m.state",
      attempts: "m.attempts",
      problem: "m.problem",
      answer: "m.answer",
    });

export interface LastTry {
  readonly problem: Problem | null;
  readonly answer: string;
  readonly at: Date;
}

/** What the gateway said last, to whatever message. */
export const lastTry = (db: Knex): Promise<LastTry | null> =>
  first(
    db("text_messages")
      .whereNotNull("tried_at")
      .orderBy("tried_at", "desc")
      .limit(1)
      .select<LastTry[]>({ problem: "problem", answer: "answer", at: "tried_at" }),
  );

/** @returns how many were older. */
export const deleteMessagesBefore = (db: Knex, before: Date): Promise<number> =>
  db("text_messages").where("created_at", "<", before).limit(5000).delete();
