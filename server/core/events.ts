import type { Knex } from "knex";
import type { Actor } from "./actor.ts";
import { atOnce } from "./at-once.ts";
import { wakeAfterCommit } from "./db.ts";

export interface DomainEvent<P> {
  readonly name: string;
  /** Inserts the outbox row; called through `ctx.emit`. */
  write(from: { db: Knex; portalId: number; actor: Actor; now: Date }, payload: P): Promise<void>;
}

/** Who did it, as it is stored with the event. */
export interface EventActor {
  readonly kind: Actor["kind"];
  readonly id: number;
  readonly name: string;
}

/** Names are past tense: `ticket.replied`. The payload is plain JSON: ids, never rows, so that a listener reads what is true now. */
export function event<P extends object>(name: string): DomainEvent<P> {
  return {
    name,
    write: async ({ db, portalId, actor, now }, payload) => {
      await db("outbox").insert({
        portal_id: portalId,
        name,
        payload: JSON.stringify(payload),
        actor: JSON.stringify(eventActor(actor)),
        done: "[]",
        available_at: atOnce,
        created_at: now,
      });
      wakeAfterCommit(db);
    },
  };
}

/** The stored form of an actor: guests and the product itself have id 0. */
export function eventActor(actor: Actor): EventActor {
  if (actor.kind === "contact" || actor.kind === "agent")
    return { kind: actor.kind, id: actor.id, name: actor.name };
  return { kind: actor.kind, id: 0, name: actor.kind === "system" ? "Holdfast" : "" };
}
