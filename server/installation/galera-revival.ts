import type { DatabaseThere } from "./galera-start.ts";
import type { Position } from "./galera-state.ts";

/** What is known while a database runs without the majority. */
export interface RevivalView {
  readonly self: string;
  readonly position: Position | null;
  /** How many data nodes its part of the group has, itself included. */
  readonly dataNodesHere: number;
  readonly others: readonly { readonly name: string; readonly there: DatabaseThere | null }[];
}

/**
 * May a database that runs without the majority declare itself whole again? Only when that cannot make two groups: every other data node
 * answers, none serves, and none could come to serve without it. So each of the others waits to be started, or runs in the same part of
 * the group. And none may be newer.
 * @returns whom to ask for agreement, or null.
 */
export function mayRevive({ self, position, dataNodesHere, others }: RevivalView): readonly string[] | null {
  if (!position) return null;
  let apart = 0;
  for (const { there } of others) {
    if (there?.state !== "waiting" && there?.state !== "separated") return null;
    if (there.state === "separated") apart++;
    if (there.position && there.position.uuid !== position.uuid) return null;
  }
  if (apart !== dataNodesHere - 1) return null;
  // Of those that run, which all have the same data, the first by name; of those that wait, one with newer data begins itself.
  const rivals = others.map(({ name, there }) => ({
    name,
    position: there?.position ?? null,
    running: there?.state === "separated",
  }));
  const beaten = rivals.some(({ name, position: theirs, running }) =>
    running ? name < self : (theirs?.seqno ?? -1) > position.seqno,
  );
  return beaten ? null : rivals.map(({ name }) => name).sort();
}
