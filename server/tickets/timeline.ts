// Invariant: each list holds the newest of its kind, oldest first. Where one was cut, older things of the other kinds would stand
// without it, so everything before the latest cut is left for the next look.

export type TimelineEntry<R, N, C> =
  | { readonly kind: "reply"; readonly at: Date; readonly item: R }
  | { readonly kind: "note"; readonly at: Date; readonly item: N }
  | { readonly kind: "change"; readonly at: Date; readonly item: C };

interface Dated {
  readonly id: number;
  readonly createdAt: Date;
}
const rank = { reply: 0, note: 1, change: 2 };

/** Replies, notes and history lines in the order in which they happened; at most the newest `limit` of each were read. */
export function timelineOf<R extends Dated, N extends Dated, C extends Dated>(
  replies: readonly R[],
  notes: readonly N[],
  changes: readonly C[],
  limit: number,
): { entries: TimelineEntry<R, N, C>[]; hasEarlier: boolean } {
  const cuts = [replies, notes, changes]
    .filter((list) => list.length > limit)
    .map((list) => list.at(-limit)?.createdAt.getTime() ?? 0);
  const from = Math.max(0, ...cuts);
  const entries = [
    ...replies.map((item) => ({ kind: "reply" as const, at: item.createdAt, item })),
    ...notes.map((item) => ({ kind: "note" as const, at: item.createdAt, item })),
    ...changes.map((item) => ({ kind: "change" as const, at: item.createdAt, item })),
  ]
    .filter(({ at }) => at.getTime() >= from)
    // A status that was set by a reply has the reply's very moment, and reads as its consequence.
    .sort((a, b) => a.at.getTime() - b.at.getTime() || rank[a.kind] - rank[b.kind] || a.item.id - b.item.id);
  return { entries, hasEarlier: cuts.length > 0 };
}
