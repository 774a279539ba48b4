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
}

/** The door of a capability: what it adds to the processes. Everything else of it stays inside its folder. */
export interface Capability {
  readonly name: string;
  readonly routes?: readonly Routes[];
  readonly listeners?: readonly Listener[];
  readonly jobs?: readonly Job[];
  readonly loops?: readonly Loop[];
  readonly navigation?: readonly NavEntry[];
}
