// Invariant: whoever looks at a request is one field of the request's hash for each open page, with the moment at which it stops
// counting; writing is one more field. A page that is open renews its field, so what a crashed process left behind runs out by itself.

export type PresenceState = "viewing" | "writing";
/** A field counts this long after it was renewed … */
export const presenceMs = 22_000;
/** … and is renewed so often. Together: whoever vanished is gone from the others' pages within 30 seconds. */
export const renewMs = 7_000;

/** One field as it is stored. */
export interface PresenceMark {
  readonly agentId: number;
  readonly name: string;
  readonly state: PresenceState;
  readonly until: number;
}
export interface Presence {
  readonly writing: readonly string[];
  readonly viewing: readonly string[];
}

/** Who else is there, by name: each person once, writing before viewing. */
export function presenceFor(reader: number, marks: readonly PresenceMark[], now: number): Presence {
  const others = new Map<number, PresenceMark>();
  for (const mark of marks) {
    if (mark.agentId === reader || mark.until <= now) continue;
    if (others.get(mark.agentId)?.state !== "writing") others.set(mark.agentId, mark);
  }
  const named = (state: PresenceState) =>
    [...others.values()]
      .filter((mark) => mark.state === state)
      .map(({ name }) => name)
      .sort((a, b) => a.localeCompare(b));
  return { writing: named("writing"), viewing: named("viewing") };
}
