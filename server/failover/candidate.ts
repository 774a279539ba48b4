import type { Knex } from "knex";
import { callPeer } from "../cluster/channel.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { Timing } from "../cluster/profiles.ts";
import { Refusal, type Routes } from "../cluster/routes.ts";
import { log } from "../core/log.ts";
import { startActing } from "./acting.ts";
import { keepAddress } from "./address-keeper.ts";
import { type Expectation, roleRoutes } from "./agent-api.ts";
import { type Drill, startProbe } from "./drill.ts";
import { explainSwitchover, insertDrillResult } from "./history.repository.ts";
import { createLeaseKeeper } from "./lease-keeper.ts";
import type { LeaseStore } from "./leases.repository.ts";
import { keepLooking, wordsOf } from "./looking.ts";
import type { NodeHealth } from "./node-health.ts";
import type { RoleView } from "./role-view.ts";
import type { ClusterState, FailoverRecord, NodeState, PartState } from "./state.ts";
import { reasonToStepDown } from "./step-down.ts";
import { createSwitchover, primaryAmong, type SwitchoverResult } from "./switchover.ts";

export interface CandidateOptions {
  readonly layout: { readonly keys: string };
  readonly cluster: () => Cluster;
  readonly timing: Timing;
  readonly view: RoleView;
  readonly health: NodeHealth;
  readonly connect: (attempt: number) => LeaseStore;
  readonly db: () => Knex;
  readonly own: () => NodeState;
  readonly peers: () => ClusterState["nodes"];
  /** Where a drill asks for the portal. */
  readonly probed: string;
}

/** The agent of a data node, which can hold the role. */
export interface Candidate {
  readonly routes: Routes;
  paused(): boolean;
  /** What only it knows of its machine. */
  parts(): Record<string, PartState>;
}

const stepDownEveryMs = 250;
const stepDownAgainMs = 5000;

/** Takes part in the election from now on. */
export function startCandidate(options: CandidateOptions): Candidate {
  const { layout, cluster, timing, view, health } = options;
  const { self, vip } = cluster();
  const address = vip && keepAddress(vip, timing);
  let expected: (Expectation & { readonly until: number }) | undefined;

  const keeper = createLeaseKeeper({
    node: self,
    timing,
    connect: options.connect,
    able: () => health.able(),
    report: (record) => {
      if (record.kind !== "start")
        address?.inherit(record.kind === "switchover" ? addressOf(record.from) : null);
      if (record.kind === "switchover") explain(record);
    },
  });
  const acting = startActing(keeper, view, address);
  const switchover = createSwitchover({
    cluster,
    keeper,
    view,
    acting,
    address,
    timing,
    own: options.own,
    peers: options.peers,
    call: (node, route, body) => callPeer(layout, node, route, body, { timeoutMs: callLimit(route) }),
  });
  keeper.start();

  function addressOf(node: string): string | null {
    return cluster().nodes.find(({ name }) => name === node)?.address ?? null;
  }

  function explain({ epoch, from }: FailoverRecord): void {
    const known = expected && performance.now() < expected.until ? expected : undefined;
    expected = undefined;
    if (!known) return;
    const reason = `${from} handed it over: ${known.reason}`;
    explainSwitchover(options.db(), { epoch, kind: known.kind, reason }).catch((error: unknown) =>
      log.warn({ err: error }, "the reason of a switchover was not stored"),
    );
  }

  async function drill(): Promise<Drill> {
    if (!view.holds())
      return callPeer<Drill>(layout, primaryAmong(cluster(), options.peers()), "POST /drill", undefined, {
        timeoutMs: 2 * callLimit("POST /switchover"),
      });
    const probe = startProbe(options.probed);
    const order = { kind: "drill", reason: "a drill" } as const;
    try {
      const there = await switchover.switchOver(order);
      const other = cluster().nodes.find(({ name }) => name === there.to);
      if (!other) throw new Refusal("gone", `${there.to} left the cluster during the drill.`);
      const limit = { timeoutMs: callLimit("POST /switchover") };
      const back = await callPeer<SwitchoverResult>(
        layout,
        other,
        "POST /switchover",
        { ...order, to: self },
        limit,
      );
      const measured = { there, back, probe: await probe.stop() };
      await keepResult(measured).catch((error: unknown) =>
        log.warn({ err: error }, "what the drill measured was not stored"),
      );
      return measured;
    } finally {
      await probe.stop();
    }
  }

  const keepResult = ({ there, back, probe }: Drill) =>
    insertDrillResult(options.db(), {
      node: self,
      epoch: back.epoch,
      slowestMs: probe.slowestMs,
      reason: `From ${there.from} to ${there.to} and back: ${probe.failed} of ${probe.requests} requests to ${probe.address} failed, the slowest took ${probe.slowestMs} ms; the role moved in ${there.durationMs} and ${back.durationMs} ms.`,
    });

  async function release(): Promise<{ to?: string }> {
    const moved =
      view.holds() && cluster().nodes.length > 1
        ? await switchover
            .switchOver({ kind: "switchover", reason: `${self} is being stopped` })
            .catch((error: unknown) => {
              log.warn(`no other server takes over from ${self}: ${wordsOf(error)}`);
            })
        : undefined;
    await keeper.stop();
    await address?.stop();
    return moved ? { to: moved.to } : {};
  }

  let notBefore = 0;
  keepLooking(async () => {
    if (!view.holds() || keeper.paused() || switchover.busy() || performance.now() < notBefore) return;
    const reason = reasonToStepDown(self, health.vitals());
    if (reason === null || !options.peers().some((peer) => peer.reachable && peer.able.ok)) return;
    notBefore = performance.now() + stepDownAgainMs;
    await switchover.switchOver({ kind: "switchover", reason }).catch((error: unknown) => {
      log.warn(`${reason}, but the role stays here: ${wordsOf(error)}`);
    });
  }, stepDownEveryMs);

  return {
    routes: roleRoutes({
      keeper,
      switchOver: switchover.switchOver,
      drill,
      expect: (what) => (expected = { ...what, until: performance.now() + 4 * timing.ttlMs }),
      release,
    }),
    paused: () => keeper.paused(),
    parts: () => (address ? { address: address.part() } : {}),
  };

  // It waits for the other side's checks, connections and claim.
  function callLimit(route: string): number {
    return route === "POST /switchover" ? 10_000 + 2 * timing.ttlMs : 2500;
  }
}
