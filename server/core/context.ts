import type { Knex } from "knex";
import type { DomainEvent } from "./events.ts";

/** What a role may allow. A policy asks for these; nothing asks for a role's name. */
export const permissions = [
  "tickets.view",
  "tickets.reply",
  "tickets.edit",
  "tickets.assign",
  "tickets.bulk",
  "contacts.view",
  "contacts.edit",
  "solutions.edit",
  "announcements.edit",
  "cannedReplies.edit",
] as const;
export type Permission = (typeof permissions)[number];

export interface Guest {
  readonly kind: "guest";
}
export interface ContactActor {
  readonly kind: "contact";
  readonly id: number;
  readonly loginId: number;
  readonly name: string;
  readonly email: string;
  readonly accountId: number | null;
  /** Sees all requests of the account, not only their own. */
  readonly seesAccount: boolean;
}
export interface AgentActor {
  readonly kind: "agent";
  readonly id: number;
  readonly loginId: number;
  readonly name: string;
  readonly email: string;
  /** Administers the installation: every portal, every setting. */
  readonly administrator: boolean;
  /** What the role allows in the context's portal; empty outside of one. */
  readonly may: ReadonlySet<Permission>;
}
/** The product itself: jobs, listeners, imports. */
export interface System {
  readonly kind: "system";
}
export type Actor = Guest | ContactActor | AgentActor | System;

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
