import type { Knex } from "knex";
import type { AuditEvent, AuditKind } from "./trail.ts";

export interface NewEvent extends AuditEvent {
  readonly at: Date;
  readonly place: string;
  readonly address: string;
  readonly userAgent: string;
}

export interface ListedEvent {
  readonly id: number;
  readonly at: Date;
  readonly kind: AuditKind;
  readonly who: string;
  readonly place: string;
  readonly address: string;
  readonly userAgent: string;
  readonly reason: string;
}

export async function insertEvent(db: Knex, event: NewEvent): Promise<void> {
  await db("audit_events").insert({
    at: event.at,
    kind: event.kind,
    who: event.who.slice(0, 254),
    login_id: event.loginId,
    place: event.place.slice(0, 120),
    address: event.address.slice(0, 45),
    user_agent: event.userAgent.slice(0, 300),
    reason: event.reason ?? "",
  });
}

export interface Filter {
  readonly who: string;
  readonly kind: AuditKind | null;
  readonly address: string;
  readonly from: Date | null;
  /** Up to, not including. */
  readonly to: Date | null;
}

/** Newest first, below `before`. Whom and from where match by their beginning: that is what an index can find. */
export function listEvents(
  db: Knex,
  { who, kind, address, from, to }: Filter,
  { before, limit }: { before: number | null; limit: number },
): Promise<ListedEvent[]> {
  const query = db("audit_events").orderBy("id", "desc").limit(limit);
  if (who !== "") query.where("who", "like", `${escaped(who)}%`);
  if (kind !== null) query.where({ kind });
  if (address !== "") query.where("address", "like", `${escaped(address)}%`);
  if (from !== null) query.where("at", ">=", from);
  if (to !== null) query.where("at", "<", to);
  if (before !== null) query.where("id", "<", before);
  return query.select<ListedEvent[]>({
    id: "id",
    at: "at",
    kind: "kind",
    who: "who",
    place: "place",
    address: "address",
    userAgent: "user_agent",
    reason: "reason",
  });
}

/** @returns how many were older. */
export const deleteEventsBefore = (db: Knex, before: Date): Promise<number> =>
  db("audit_events").where("at", "<", before).limit(10_000).delete();

const escaped = (text: string) => text.replace(/[\\%_]/g, "\\$&");
