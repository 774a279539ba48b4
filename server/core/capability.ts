import type { Knex } from "knex";
import type { Request } from "express";
import type { Scope } from "./context.ts";
import type { Link } from "./http/area.ts";
import type { Routes } from "./http/routes.ts";
import type { Job } from "./jobs.ts";
import type { Listener } from "./listeners.ts";
import type { Loop } from "./loops.ts";
import type { Permission } from "./actor.ts";

/** A link in an area's navigation; `path` follows the area's base. */
export interface NavEntry {
  readonly area: "customer" | "agent" | "admin";
  readonly label: string;
  readonly path: string;
  /** Shown to these; left out means everybody in the area. */
  readonly to?: "contact" | Permission;
  /** How much waits there, shown beside the label; asked with every page, so from memory. Null: the link is not shown. Only at the desk. */
  readonly count?: (scope: Scope) => Promise<number | null>;
}

/** A way to sign in that leads elsewhere (an identity provider); sign-in itself knows none of them. */
export interface WayIn {
  /** The links of this request's sign-in page; `only`: they stand in for the password. */
  offers(req: Request): Promise<{ readonly links: readonly Link[]; readonly only: boolean }>;
  /** Whether this person may come in by this way alone. */
  insists(loginId: number): Promise<boolean>;
  /** Asked before the session ends: a path of ours that leads on to where the browser is signed out, too; null for nowhere. */
  leave(req: Request): Promise<string | null>;
}

/** The door of a capability: what it adds to the processes. Everything else of it stays inside its folder. */
export interface Capability {
  readonly name: string;
  readonly routes?: readonly Routes[];
  readonly listeners?: readonly Listener[];
  readonly jobs?: readonly Job[];
  readonly loops?: readonly Loop[];
  readonly wayIn?: WayIn;
  readonly navigation?: readonly NavEntry[];
  /** Copies what administrators set up in the portal `from` into the new portal `to`, in the transaction that makes it. */
  readonly copyPortal?: (db: Knex, from: number, to: number) => Promise<void>;
}
