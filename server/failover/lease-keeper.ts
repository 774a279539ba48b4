import type { Timing } from "../cluster/profiles.ts";
import { log } from "../core/log.ts";
import { type Action, type Decision, elect } from "./election.ts";
import { createActions } from "./lease-actions.ts";
import { createLine } from "./lease-line.ts";
import type { LeaseStore } from "./leases.repository.ts";
import { emptyMemory, type News } from "./memory.ts";
import { createPace } from "./pace.ts";
import { monotonicNow } from "./role-view.ts";
import type { FailoverRecord, PartState, RoleState } from "./state.ts";

export interface LeaseKeeperOptions {
  readonly node: string;
  readonly timing: Timing;
  /** Opens a connection; `attempt` counts the failures so far, so that each goes to the next database: see `leasesOf`. */
  readonly connect: (attempt: number) => LeaseStore;
  /** Whether this node could serve now, and why not. Asked at each decision: it must not wait. */
  readonly able: () => PartState;
  /** CLOCK_MONOTONIC in milliseconds. */
  readonly monotonic?: () => number;
  /** Told of each claim of this node, after its commit. */
  readonly report?: (record: FailoverRecord) => void;
}

export interface LeaseKeeper {
  /** The role as it is at this very moment. */
  state(): RoleState;
  /** Told of each change, and of each renewal of the deadline. */
  onChange(listener: (state: RoleState) => void): void;
  start(): void;
  /** Looks at once: somebody says that there is something to see. */
  look(): void;
  /**
   * Stops acting at once, then gives the role to another node.
   * @throws Error with a sentence when this node does not hold the role, or the database does not take it in time.
   */
  handOver(to: string): Promise<void>;
  /** For all nodes; resuming also ends what anti-flapping holds back. @throws Error when the database cannot be written. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  paused(): boolean;
  /** Gives the role up (not while failover is paused: then it stays this node's) and ends. */
  stop(): Promise<void>;
}

const retryMs = 20;
const tooLate = "the database did not take it in time; whoever sees that nobody acts takes the role";
const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

/**
 * Keeps the lease for one node: one loop, one connection, one statement at a time. What to do is decided by election.ts. The deadline has
 * a timer of its own, so that a statement that hangs cannot prolong the role.
 */
export function createLeaseKeeper(options: LeaseKeeperOptions): LeaseKeeper {
  const { node, timing, monotonic = monotonicNow } = options;
  const line = createLine(options.connect, timing.ttlMs / 3);
  const pace = createPace();
  const listeners: ((state: RoleState) => void)[] = [];
  const errands: (() => Promise<void>)[] = [];
  let memory = emptyMemory(node, timing);
  let since = new Date().toISOString();
  let shown = "";
  let alarmed = false;
  let running = false;
  let leaving: { readonly until: number; readonly end: (error?: Error) => void } | undefined;
  let watch: NodeJS.Timeout | undefined;
  let loop: Promise<void> = Promise.resolve();

  const state = (): RoleState => {
    const held = memory.held && monotonic() < memory.held.deadline ? memory.held : null;
    return {
      role: held ? "primary" : "standby",
      node,
      epoch: held?.epoch ?? memory.seen?.epoch ?? 0,
      deadline: held?.deadline ?? 0,
      since,
      reason: memory.said,
    };
  };

  const paused = () => (memory.seen?.pausedBy ?? "") !== "";

  function tell(news: News): Decision {
    const { held, said } = memory;
    const decision = elect(memory, news, options.able(), monotonic());
    ({ memory } = decision);
    if (!held !== !memory.held) since = new Date().toISOString();
    const { action, sentence } = decision;
    if (sentence !== said) log[action.kind === "demote" ? "warn" : "info"]({ node }, sentence);
    if (news.kind === "sight") alarm(action, sentence);
    clearTimeout(watch);
    // A timer may come a little early: then it is set again.
    if (memory.held) watch = setTimeout(expire, Math.max(1, Math.ceil(memory.held.deadline - monotonic())));
    const now = state();
    const show = JSON.stringify(now);
    if (show !== shown) for (const listener of listeners) listener(now);
    shown = show;
    return decision;
  }

  // The statement that hangs is given up with the role.
  function expire(): void {
    if (tell({ kind: "time" }).action.kind === "demote") line.drop();
  }

  function alarm(action: Action, reason: string): void {
    const before = alarmed;
    alarmed = action.kind === "observe" && action.alarm;
    if (!alarmed || before) return;
    const event = { kind: "alarm", node, epoch: memory.seen?.epoch ?? 0, reason, at: new Date() };
    errand((store) => store.note(event)).catch((error: unknown) =>
      log.warn({ err: error }, "an alarm was not stored"),
    );
  }

  const perform = createActions({
    node,
    timing,
    line,
    monotonic,
    renewed: (startedAt) => void tell({ kind: "renewed", startedAt }),
    report: options.report ?? (() => undefined),
  });

  async function run(): Promise<void> {
    let { action } = tell({ kind: "time" });
    while (running) {
      const startedAt = monotonic();
      for (const work of errands.splice(0)) await work();
      const news = await perform(action);
      ({ action } = tell(news));
      if (leaving && (settles(news) || monotonic() > leaving.until)) ({ action } = left(news));
      if (action.kind === "renew" || action.kind === "observe") {
        const period = action.kind === "observe" ? timing.pollMs : timing.renewMs;
        await pace.sleep(
          news.kind === "failed" && action.kind === "renew" ? retryMs : startedAt + period - monotonic(),
        );
        ({ action } = tell({ kind: "time" }));
      } else if (news.kind === "failed") await pause(retryMs);
    }
  }

  const settles = (news: News) => news.kind === "given" || news.kind === "refused";

  function left(news: News): Decision {
    const trouble = news.kind === "refused" ? "another node has taken the role meanwhile" : tooLate;
    leaving?.end(news.kind === "given" ? undefined : new Error(trouble));
    leaving = undefined;
    return tell({ kind: "refused" });
  }

  function errand(work: (store: LeaseStore) => Promise<void>): Promise<void> {
    if (!running) return Promise.reject(new Error("the failover agent is stopping"));
    return new Promise((done, failed) => {
      errands.push(() => line.ask(work).then(done, failed));
      pace.nudge();
    });
  }

  return {
    state,
    onChange: (listener) => void listeners.push(listener),
    start: () => {
      running = true;
      loop = run();
    },
    look: () => pace.nudge(),
    handOver: async (to) => {
      if (leaving) throw new Error("the role is being handed over already");
      if (state().role !== "primary")
        throw new Error(`${node} does not hold the role, so it has nothing to hand over`);
      await new Promise<void>((done, failed) => {
        leaving = { until: monotonic() + timing.ttlMs, end: (error) => (error ? failed(error) : done()) };
        tell({ kind: "leave", to });
        pace.nudge();
      });
    },
    pause: () => errand((store) => store.setPaused(node)),
    resume: () => errand((store) => store.setPaused("")),
    paused,
    stop: async () => {
      running = false;
      pace.nudge();
      await loop;
      for (const work of errands.splice(0)) await work();
      leaving?.end(new Error("the failover agent is stopping"));
      const { held } = memory;
      const keep = paused();
      tell({ kind: "end" });
      clearTimeout(watch);
      if (held && !keep) await perform({ kind: "release", epoch: held.epoch });
      line.drop();
    },
  };
}
