import type { Position } from "./galera-state.ts";

/** How a data node's database is, as its agent says. */
export interface DatabaseThere {
  /**
   * primary: serves. separated: runs, but without the majority. joining: connects to others, or copies their data. starting: recovers, or
   * begins the group. waiting: its launcher waits for the others. stopped: none of these.
   */
  readonly state: "primary" | "separated" | "joining" | "starting" | "waiting" | "stopped";
  readonly position: Position | null;
}

/** What is known at a start of MariaDB. */
export interface StartView {
  readonly self: string;
  readonly position: Position | null;
  /** The other data nodes; `there` null: its server does not answer. */
  readonly others: readonly { readonly name: string; readonly there: DatabaseThere | null }[];
  /** The operator said that those who do not answer are lost (`recover --i-know-the-other-is-lost`). */
  readonly othersLost: boolean;
}

export interface StartDecision {
  readonly act: "bootstrap" | "join" | "wait";
  readonly reason: string;
  /** Who has to agree before a bootstrap. */
  readonly ask: readonly string[];
  /** The witnesses' votes must be stopped for certain: a database that runs could find its majority with one of them meanwhile. */
  readonly stopsWitnesses: boolean;
}

/**
 * How MariaDB starts on a data node. The invariant: a group that is Primary somewhere, or could be newer somewhere, is never begun a
 * second time. So a node begins it only if it is the only one, or if no data node serves or starts, all positions are known, its own is the
 * newest (of equal ones the first by name), and everybody has agreed; the witness has no data and no say.
 */
export function decideStart({ self, position, others, othersLost }: StartView): StartDecision {
  if (others.length === 0) return bootstrap("it is the only data node");
  const primary = others.find(({ there }) => there?.state === "primary");
  if (primary) return join(`${primary.name} serves`);
  const silent = others.filter(({ there }) => !there).map(({ name }) => name);
  if (silent.length > 0 && !othersLost)
    return wait(
      `${list(silent)} may have newer data and does not answer; if it is lost for ever: npm run failover -- recover`,
    );
  const answering = others.flatMap(({ name, there }) => (there ? [{ name, ...there }] : []));
  const busy = answering.find(({ state }) => state !== "waiting" && state !== "separated");
  if (busy) return wait(busyReason[busy.state](busy.name));
  const known = [...answering, { name: self, position }].filter((node) => node.position !== null);
  if (new Set(known.map((node) => node.position?.uuid)).size > 1)
    return wait(
      `the databases of ${list(known.map(({ name }) => name))} have different histories; remove the wrong one's data`,
    );
  const newest = known.sort(byPosition)[0];
  if (!newest) return wait("no data node has data to begin with");
  // One that runs needs no start to begin, and does so when it is as new.
  const runs = answering.find(
    ({ state, position: theirs }) => state === "separated" && theirs?.seqno === newest.position?.seqno,
  );
  if (runs) return wait(`the database of ${runs.name} runs without a majority, and begins`);
  if (newest.name !== self) return wait(`${newest.name} has the newest data and begins`);
  const lost = silent.length > 0 ? `, and ${list(silent)} is lost, as the operator said` : "";
  return bootstrap(`its data is the newest of those that wait${lost}`, answering);
}

const busyReason: Record<DatabaseThere["state"], (name: string) => string> = {
  primary: (name) => `${name} serves`,
  separated: (name) => `the database of ${name} runs without a majority`,
  joining: (name) => `the database of ${name} is joining somebody`,
  starting: (name) => `the database of ${name} is starting`,
  waiting: (name) => `${name} waits`,
  stopped: (name) => `the database of ${name} is stopped; start it: npm start`,
};

interface Known {
  readonly name: string;
  readonly position: Position | null;
}

/** The newest first; of equal ones the first by name. */
export const byPosition = (a: Known, b: Known): number =>
  (b.position?.seqno ?? -1) - (a.position?.seqno ?? -1) || (a.name < b.name ? -1 : 1);

const list = (names: readonly string[]) => names.join(" and ");
const bootstrap = (
  reason: string,
  others: readonly (DatabaseThere & { name: string })[] = [],
): StartDecision => ({
  act: "bootstrap",
  reason,
  ask: others.map(({ name }) => name),
  stopsWitnesses: others.some(({ state }) => state === "separated"),
});
const join = (reason: string): StartDecision => ({ act: "join", reason, ask: [], stopsWitnesses: false });
const wait = (reason: string): StartDecision => ({ act: "wait", reason, ask: [], stopsWitnesses: false });
