import { callAgent } from "../cluster/channel.ts";
import { log } from "../core/log.ts";
import type { ClusterState } from "./state.ts";

/** What this process knows of the whole, at no cost: the answer of the last look, a few seconds old at most. */
export interface Known {
  /** Null until the agent has answered once. */
  readonly state: ClusterState | null;
  /** Why the agent did not answer at the last look; null when it did. */
  readonly away: string | null;
}

const everyMs = 2000;
const patienceMs = 1000;

let socket: string | null = null;
let known: Known = { state: null, away: "this process has not asked it yet" };
const changed = new Set<() => void>();

/**
 * Follows this machine's agent in the background, so that no request waits for it. Called once by each process.
 * @param socketPath the agent's unix socket; nobody needs to listen there.
 * @returns how to stop.
 */
export function followCluster(socketPath: string): () => void {
  socket = socketPath;
  let timer: NodeJS.Timeout | undefined;
  let running = true;
  const look = async () => {
    const before = outline(known);
    known = await currentCluster().then(
      (state) => ({ state, away: null }),
      (error: unknown) => ({ state: known.state, away: (error as Error).message }),
    );
    if (outline(known) !== before) for (const tell of changed) tell();
    if (running) timer = setTimeout(() => void look(), everyMs).unref();
  };
  look().catch((error: unknown) => log.error({ err: error }, "the failover agent is no longer followed"));
  return () => {
    running = false;
    clearTimeout(timer);
    socket = null;
    known = { state: null, away: "this process no longer asks it" };
  };
}

export const knownCluster = (): Known => known;

/** Calls `tell` after each change that a page shows, until the returned function is called. */
export function onClusterChange(tell: () => void): () => void {
  changed.add(tell);
  return () => void changed.delete(tell);
}

/** Asks the agent now. @throws UnreachableError when it does not answer within a second, Refusal with its sentence. */
export const currentCluster = (): Promise<ClusterState> => orderAgent<ClusterState>("GET /cluster-state");

/** Asks this machine's agent for something. @param timeoutMs how long the whole may take. @throws as currentCluster. */
export function orderAgent<T>(call: string, body?: object, timeoutMs = patienceMs): Promise<T> {
  if (socket === null) return Promise.reject(new Error("no failover agent is known to this process"));
  return callAgent<T>(socket, call, body, { timeoutMs });
}

/** What a page shows, without what moves all the time. */
function outline({ state, away }: Known): string {
  const moving = new Set(["clock", "seqno", "deadline"]);
  return JSON.stringify([away, state], (key, value: unknown) => (moving.has(key) ? undefined : value));
}
