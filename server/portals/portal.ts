import type { DateFormat, HourFormat } from "../core/dates.ts";

/** An internal portal: the workspace of one line of business. */
export interface Portal {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly state: PortalState;
  /** The agent who prepares it; null leaves that to the administrators of the installation. */
  readonly ownerId: number | null;
  readonly timeZone: string;
  readonly language: string;
  readonly currency: string;
  readonly dateFormat: DateFormat;
  readonly hourFormat: HourFormat;
}

export const portalStates = ["new", "pre-production", "production", "retired"] as const;
export type PortalState = (typeof portalStates)[number];

/** Where a portal may go from each state: forward one step at a time, and back from retirement. */
export const nextStates: Readonly<Record<PortalState, readonly PortalState[]>> = {
  new: ["pre-production"],
  "pre-production": ["production"],
  production: ["retired"],
  retired: ["production"],
};

/** Who asks to enter, as far as this matters: null is everybody else, contacts and guests among them. */
export type Visitor = { readonly id: number; readonly administrator: boolean } | null;

/**
 * What a portal's state lets a visitor do in it, whatever their role is: before production it is its owner's alone (the administrators'
 * while it has none), when retired everybody's to read.
 */
export function portalAccess(
  { state, ownerId }: Pick<Portal, "state" | "ownerId">,
  visitor: Visitor,
): "open" | "read-only" | "closed" {
  if (state === "production") return "open";
  if (state === "retired") return "read-only";
  const owns = visitor !== null && (ownerId === null ? visitor.administrator : visitor.id === ownerId);
  return owns ? "open" : "closed";
}
