import type { Cluster } from "../cluster/cluster.ts";
import { askForAgreement, askOthers } from "./database-asking.ts";
import { copyAnew, isInStep } from "./copying-anew.ts";
import { leaveWhenFull } from "./disk-room.ts";
import { mayRevive } from "./galera-revival.ts";
import { readSavedState } from "./galera-state.ts";
import { wantedWeight } from "./galera-weight.ts";
import type { Layout } from "./layout.ts";
import { formGroupHere, setWeight } from "./mariadb-accounts.ts";
import { askGroup, readStart } from "./mariadb-state.ts";

/** Galera needs this long to settle after a loss; before that nothing is decided. */
const settlingMs = 4000;
/** A database that joins nobody for so long never will: Galera waits for ever once it has met another without a majority. */
const joiningMs = 6000;

/**
 * So long must the group have been the same before a vote counts twice. A change of weight that is under way while a member is lost makes Galera give
 * up the majority that is left ("Weight changing trans install leads to non-prim"), and losses come in flocks: a flapping line, a server that dies
 * again as soon as it has joined.
 */
const steadyMs = 30_000;

const lookEveryMs = 1000;

interface KeeperDeps {
  readonly layout: Layout;
  readonly databaseUrl: string;
  readonly cluster: () => Cluster;
  /** Whether this node holds the role. */
  readonly acts: () => boolean;
  /** One sentence for the log about everything done. */
  readonly say: (sentence: string) => void;
}

/**
 * Keeps the running database's group in shape, from this data node's agent: the weight of its vote, the revival of a part without the
 * majority that by agreement is all there is, and a new start for a database that joins nobody or has left; on a full disk it leaves.
 * @returns how to stop.
 */
export function keepDatabase(deps: KeeperDeps): () => void {
  const keeper = createDatabaseKeeper(deps, () => performance.now());
  let looking = false;
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    void keeper.look().finally(() => (looking = false));
  }, lookEveryMs);
  const stopWatchingDisk = leaveWhenFull(deps);
  return () => {
    clearInterval(timer);
    stopWatchingDisk();
  };
}

function createDatabaseKeeper(deps: KeeperDeps, now: () => number): { look(): Promise<void> } {
  const { layout } = deps;
  let separatedSince: number | null = null;
  let joiningSince: number | null = null;
  let leftSince: number | null = null;
  let weight = 0;
  let members = { view: "", since: 0 };

  return {
    look: async () => {
      const group = await askGroup(deps.databaseUrl).catch(() => null);
      if (group?.status === "") return; // not a node of a group
      if (!group || group.status === "Primary") separatedSince = null;
      if (group) joiningSince = null;
      else await joinOrStartAnew().catch(tell);
      if (!group) weight = 0;
      if (group?.status !== "Disconnected") leftSince = null;
      if (group?.state === "Synced" && group.status === "Primary") isInStep(layout);
      if (group?.status === "Disconnected") await comeBack().catch(tell);
      else if (group && group.status !== "Primary") await revive(group).catch(tell);
      else if (group?.state === "Synced") await keepWeight(group).catch(tell);
    },
  };

  async function keepWeight(group: Awaited<ReturnType<typeof askGroup>>): Promise<void> {
    const witnesses = group.size - group.dataNodes;
    const view = `${group.dataNodes} and ${witnesses}`;
    if (view !== members.view) members = { view, since: now() };
    const wanted = wantedWeight({ dataNodes: group.dataNodes, witnesses }, deps.acts());
    if (wanted === weight || (wanted === 2 && now() - members.since < steadyMs)) return;
    await setWeight(layout, wanted);
    if (weight !== 0) deps.say(`This database's vote counts ${wanted === 1 ? "once" : "twice"}.`);
    weight = wanted;
  }

  async function revive(group: Awaited<ReturnType<typeof askGroup>>): Promise<void> {
    separatedSince ??= now();
    if (now() - separatedSince < settlingMs) return;
    const cluster = deps.cluster();
    const others = await askOthers(layout, cluster);
    const ask = mayRevive({
      self: cluster.self,
      position: group.position,
      dataNodesHere: group.dataNodes,
      others,
    });
    if (!ask || (await askForAgreement(layout, cluster, ask, group.position)) !== null) return;
    await formGroupHere(layout);
    separatedSince = null;
    deps.say("The database serves again: all data nodes agreed that it has the newest data.");
  }

  /** A database that could not apply what the others did leaves them and stays up, of no use to anybody. */
  async function comeBack(): Promise<void> {
    leftSince ??= now();
    if (now() - leftSince < settlingMs) return;
    const start = readStart(layout);
    const others = await askOthers(layout, deps.cluster());
    if (!start || !others.some(({ there }) => there?.state === "primary")) return;
    // Galera takes the name of the group out of the state of data that it found to differ.
    const differs = readSavedState(layout.mariadb)?.uuid === null;
    if (differs) copyAnew(layout, "it could not apply what another node did");
    leftSince = null;
    process.kill(start.pid, "SIGKILL");
    deps.say(
      differs
        ? "The database's data differ from the group's: it starts anew and copies all of them."
        : "The database has left its group: it starts anew.",
    );
  }

  async function joinOrStartAnew(): Promise<void> {
    const start = readStart(layout);
    const others = await askOthers(layout, deps.cluster());
    const joins = start?.state === "joining" && !others.some(({ there }) => there?.state === "primary");
    joiningSince = joins ? (joiningSince ?? now()) : null;
    if (!joins || joiningSince === null || now() - joiningSince < joiningMs) return;
    joiningSince = null;
    process.kill(start.pid, "SIGKILL");
    deps.say("The database was joining a group that does not serve any more: it starts anew.");
  }

  function tell(error: unknown): void {
    deps.say(`The database's group could not be kept in shape: ${(error as Error).message}`);
  }
}
