import { EventEmitter, once } from "node:events";
import type { RoleState } from "./state.ts";

/** The role as this machine's agent publishes it: to its own processes (the feed), to the other nodes and to people. */
export interface RoleView {
  state(): RoleState;
  /** Whether work that belongs to the role may be done now. */
  holds(): boolean;
  set(state: RoleState): void;
  /** Called at each change and at each renewal of the deadline. */
  onChange(listener: (state: RoleState) => void): void;
  /** For `GET /feed`: the state now, then at each change, and at least every `everyMs` milliseconds. Never ends. */
  lines(everyMs: number): AsyncGenerator<RoleState>;
}

/** Milliseconds of the clock that every process of this machine shares, and that nobody sets. */
export const monotonicNow = (): number => Number(process.hrtime.bigint()) / 1e6;

/** Publishes nothing but what `set` was given last. */
export function createRoleView(initial: RoleState, monotonic = monotonicNow): RoleView {
  const changes = new EventEmitter().setMaxListeners(0);
  let current = initial;
  return {
    state: () => current,
    holds: () => current.role === "primary" && monotonic() < current.deadline,
    set: (state) => {
      current = state;
      changes.emit("change", state);
    },
    onChange: (listener) => void changes.on("change", listener),
    async *lines(everyMs) {
      for (;;) {
        const told = current;
        yield told;
        // Else it changed while the line was written.
        if (current === told) await changeOr(changes, everyMs);
      }
    },
  };
}

async function changeOr(changes: EventEmitter, everyMs: number): Promise<void> {
  await once(changes, "change", { signal: AbortSignal.timeout(everyMs) }).catch(() => undefined);
}
