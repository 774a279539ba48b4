import type { Knex } from "knex";
import type { Actor } from "./actor.ts";
import type { DomainEvent } from "./events.ts";

/** All a repository may touch. */
export interface Scope {
  readonly db: Knex;
  readonly portalId: number;
}

/** Outside of any portal: administration, sign-in, jobs. */
export interface GlobalContext {
  readonly db: Knex;
  readonly actor: Actor;
  readonly now: Date;
}

/** All a service may touch. `now` is the clock, so that a test never sleeps. */
export interface Context extends Scope, GlobalContext {
  /** Writes the event to the outbox in the context's transaction. */
  emit<P>(event: DomainEvent<P>, payload: P): Promise<void>;
}

/** The same person and moment inside another portal; used by administration and by jobs that visit every portal. */
export function inPortal(ctx: GlobalContext, portalId: number): Context {
  return createContext({ db: ctx.db, portalId, actor: ctx.actor, now: ctx.now });
}

export function createContext(parts: Scope & { actor: Actor; now?: Date }): Context {
  const { db, portalId, actor, now = new Date() } = parts;
  return {
    db,
    portalId,
    actor,
    now,
    emit: (event, payload) => event.write({ db, portalId, actor, now }, payload),
  };
}
