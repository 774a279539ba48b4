import type { Actor } from "../core/actor.ts";
import type { Scope } from "../core/context.ts";
import { prepared, selected } from "../core/db.ts";
import { eventActor } from "../core/events.ts";

export type ChangedField = "status" | "assignee" | "priority" | "category" | "subject";

/** One line of the ticket's history. Values are shown as they are for assignee, category and subject; status and priority through texts. */
export async function recordChange(
  { db, portalId }: Scope,
  change: {
    ticketId: number;
    field: ChangedField;
    from: string | null;
    to: string | null;
    by: Actor;
    at: Date;
  },
): Promise<void> {
  const { kind, id, name } = eventActor(change.by);
  await db("ticket_changes").insert({
    portal_id: portalId,
    ticket_id: change.ticketId,
    field: change.field,
    old_value: change.from?.slice(0, 250) ?? null,
    new_value: change.to?.slice(0, 250) ?? null,
    actor_kind: kind,
    actor_id: id,
    actor_name: name,
    created_at: change.at,
  });
}

export interface TicketChange {
  readonly id: number;
  readonly field: ChangedField;
  readonly from: string | null;
  readonly to: string | null;
  readonly actorKind: Actor["kind"];
  readonly actorName: string;
  readonly createdAt: Date;
}

const columns = {
  id: "id",
  field: "field",
  // A word of SQL.
  "`from`": "old_value",
  "`to`": "new_value",
  actorKind: "actor_kind",
  actorName: "actor_name",
  createdAt: "created_at",
};

/** The ticket's history, oldest first; at most the last `limit` lines. */
export async function changesOf(
  { db, portalId }: Scope,
  ticketId: number,
  fields?: readonly ChangedField[],
  limit = 500,
): Promise<TicketChange[]> {
  const among = fields ? ` AND field IN (${fields.map(() => "?").join(", ")})` : "";
  const rows = await prepared<TicketChange>(
    db,
    `SELECT ${selected(columns)} FROM ticket_changes WHERE portal_id = ? AND ticket_id = ?${among} ORDER BY id DESC LIMIT ${limit}`,
    [portalId, ticketId, ...(fields ?? [])],
  );
  return rows.reverse();
}
