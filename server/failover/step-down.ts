import type { PartState } from "./state.ts";

/** What a holder of the role knows of itself. */
export interface Vitals {
  readonly disk: PartState;
  /** For how long the application has not answered, and for how long it has not been ready; milliseconds. */
  readonly deadMs: number;
  readonly unreadyMs: number;
}

/** Its supervisor starts a crashed application again within this time; a move of the role would take longer than that. */
const restartMs = 1500;
/** Not ready while it answers: it says why, and often it is the database's group, which re-forms by itself. */
const unreadyMs = 10_000;

/** Why this node should hand the role to another that is able, in a clause; null while it serves well. Pure. */
export function reasonToStepDown(node: string, vitals: Vitals): string | null {
  if (!vitals.disk.ok) return `on ${node} ${vitals.disk.detail}`;
  if (vitals.deadMs > restartMs) return `the application on ${node} does not answer`;
  if (vitals.unreadyMs > unreadyMs) return `the application on ${node} is not ready`;
  return null;
}
