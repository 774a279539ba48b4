import type { AgentActor } from "../core/actor.ts";
import type { Scope } from "../core/context.ts";
import { one } from "../core/db.ts";

/** A message only agents see. */
export interface Note {
  readonly id: number;
  readonly authorName: string;
  readonly bodyHtml: string;
  readonly createdAt: Date;
}

export async function insertNote(
  { db, portalId }: Scope,
  note: { ticketId: number; author: AgentActor; bodyHtml: string; createdAt: Date },
): Promise<number> {
  const [id] = (await db("notes").insert({
    portal_id: portalId,
    ticket_id: note.ticketId,
    agent_id: note.author.id,
    author_name: note.author.name,
    body_html: note.bodyHtml,
    created_at: note.createdAt,
  })) as [number];
  return id;
}

/** A ticket's newest notes, oldest first. */
export async function notesOf({ db, portalId }: Scope, ticketId: number, limit = 200): Promise<Note[]> {
  const rows = (await db("notes")
    .where({ portal_id: portalId, ticket_id: ticketId })
    .orderBy("id", "desc")
    .limit(limit)
    .select({
      id: "id",
      authorName: "author_name",
      bodyHtml: "body_html",
      createdAt: "created_at",
    })) as Note[];
  return rows.reverse();
}

export const noteById = ({ db, portalId }: Scope, id: number): Promise<Note> =>
  one(
    db("notes").where({ portal_id: portalId, id }).limit(1).select({
      id: "id",
      authorName: "author_name",
      bodyHtml: "body_html",
      createdAt: "created_at",
    }) as PromiseLike<Note[]>,
    "note",
  );
