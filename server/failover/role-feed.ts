import { type ClientRequest, request } from "node:http";
import { createInterface } from "node:readline";
import { monotonicNow } from "./role-view.ts";
import type { RoleState } from "./state.ts";

/** What a process of the portal knows of its machine's role. */
export interface RoleFeed {
  /** Never "primary" beyond the deadline, whatever the agent said last. */
  state(): RoleState;
  /** Whether work that belongs to the role may be done at this very moment. */
  holds(): boolean;
  epoch(): number;
  /** Called when the role is gained, lost or expires; not at renewals. */
  onChange(listener: (state: RoleState) => void): void;
  close(): void;
}

const retryMs = 100;

/**
 * Follows the role that this machine's failover agent holds, through its unix socket, for ever: an agent that is away, restarts or hangs
 * only means that the role expires. Returns at once; until the first word from the agent the role is not held.
 * @param node this machine's name, for as long as the agent has not said.
 */
export function followRole(socketPath: string, node: string): RoleFeed {
  const listeners: ((state: RoleState) => void)[] = [];
  let latest = unheld(node, "The failover agent of this machine has not answered yet.");
  let told = latest;
  let open: ClientRequest | undefined;
  let timer: NodeJS.Timeout | undefined;
  let expiry: NodeJS.Timeout | undefined;
  let closed = false;

  const state = (): RoleState =>
    latest.role === "primary" && monotonicNow() >= latest.deadline
      ? { ...latest, role: "standby", deadline: 0, reason: expired(latest) }
      : latest;
  const holds = () => latest.role === "primary" && monotonicNow() < latest.deadline;

  const look = () => {
    const now = state();
    clearTimeout(expiry);
    if (holds()) expiry = setTimeout(look, Math.ceil(latest.deadline - monotonicNow()) + 1).unref();
    if (now.role === told.role && now.epoch === told.epoch && now.reason === told.reason) return;
    told = now;
    for (const listener of listeners) listener(now);
  };
  const connect = () => {
    if (closed) return;
    let ended = false;
    let settled = false;
    const again = () => {
      if (ended) return;
      ended = true;
      timer = setTimeout(connect, retryMs).unref();
    };
    open = request({ socketPath, path: "/feed", agent: false }, (response) => {
      response.on("error", again).on("close", again);
      if (response.statusCode !== 200) return void response.resume();
      // It passes the response's errors on; those are heard above.
      const lines = createInterface({ input: response }).on("error", () => undefined);
      lines.on("line", (line) => {
        const said = JSON.parse(line) as RoleState;
        // A successor of a killed agent has not claimed yet what its predecessor promised: the promise stands to its deadline, because it
        // binds the other nodes, not the process. Only a later term, or what this agent gives up itself, ends it earlier.
        if (!settled && said.role !== "primary" && said.epoch <= latest.epoch && holds()) return;
        settled = true;
        latest = said;
        look();
      });
    });
    open.on("error", again);
    open.end();
  };
  connect();

  return {
    state,
    holds,
    epoch: () => latest.epoch,
    onChange: (listener) => void listeners.push(listener),
    close: () => {
      closed = true;
      clearTimeout(timer);
      clearTimeout(expiry);
      open?.destroy();
    },
  };
}

const unheld = (node: string, reason: string): RoleState => ({
  role: "standby",
  node,
  epoch: 0,
  deadline: 0,
  since: new Date().toISOString(),
  reason,
});

// The agent announces hand-overs with a deadline of 0 and its own words.
const expired = ({ deadline, reason }: RoleState) =>
  deadline === 0 ? reason : "The failover agent of this machine is silent, so the role is no longer certain.";
