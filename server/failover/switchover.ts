import { setTimeout as sleep } from "node:timers/promises";
import { type Cluster, type ClusterNode, dataNodesOf } from "../cluster/cluster.ts";
import type { Timing } from "../cluster/profiles.ts";
import { Refusal } from "../cluster/routes.ts";
import { log } from "../core/log.ts";
import type { Acting } from "./acting.ts";
import type { AddressKeeper } from "./address-keeper.ts";
import type { LeaseKeeper } from "./lease-keeper.ts";
import { wordsOf } from "./looking.ts";
import type { RoleView } from "./role-view.ts";
import type { ClusterState, NodeState } from "./state.ts";

export interface SwitchoverOrder {
  /** Undefined: whichever other data node is able. */
  readonly to?: string | undefined;
  readonly kind: "switchover" | "drill";
  /** Why, for the history and the operators. */
  readonly reason: string;
}

export interface SwitchoverResult {
  readonly from: string;
  readonly to: string;
  readonly epoch: number;
  /** From this node's last moment as the holder to the other's first answer as the holder, milliseconds. */
  readonly durationMs: number;
}

export interface SwitchoverParts {
  readonly cluster: () => Cluster;
  readonly keeper: LeaseKeeper;
  readonly view: RoleView;
  readonly acting: Acting;
  readonly address: AddressKeeper | null;
  readonly own: () => NodeState;
  readonly peers: () => ClusterState["nodes"];
  readonly timing: Timing;
  readonly call: <T>(node: ClusterNode, route: string, body?: unknown) => Promise<T>;
}

/** So long answers ask browsers to come again on a new connection, while this node still has the address. */
const drainMs = 400;
/** How long the other node may take to apply what was committed here before the order. */
const catchUpMs = 8000;

/**
 * Hands the role to another node so that no request fails: the other is checked, jobs stop and connections are asked to end here, the lease
 * is handed over, the address steps aside, the other claims both. One at a time.
 */
export function createSwitchover(parts: SwitchoverParts) {
  const { cluster, keeper, view, acting, address, timing, call } = parts;
  let underWay: { readonly to: string; readonly since: number } | undefined;

  /** @throws Refusal with the reason when no other node may take the role now; nothing has happened then. */
  async function candidate(wanted: string | undefined): Promise<ClusterNode> {
    const { self } = cluster();
    const others = dataNodesOf(cluster()).filter(({ name }) => name !== self);
    if (wanted === self) throw new Refusal("already", `${self} is in charge already.`);
    if (wanted !== undefined && !others.some(({ name }) => name === wanted))
      throw new Refusal(
        "unknown-node",
        `There is no server ${wanted} that could take over; there is: ${names(others)}.`,
      );
    if (others.length === 0) throw new Refusal("alone", "There is no other server that could take over.");
    const reasons: string[] = [];
    for (const node of others.filter(({ name }) => wanted === undefined || name === wanted)) {
      const reason = await objection(node);
      if (reason === null) return node;
      reasons.push(reason);
    }
    throw new Refusal("not-able", `${reasons.join("; ")}.`);
  }

  /** Why a node cannot take the role at this very moment. */
  async function objection(node: ClusterNode): Promise<string | null> {
    const ours = parts.own().galera;
    const deadline = performance.now() + catchUpMs;
    try {
      for (;;) {
        const state = await call<NodeState>(node, "GET /state");
        if (!state.able.ok) return `${node.name} cannot take over (${state.able.detail})`;
        // Both sides look at their databases now and then, so a moment's difference says nothing: it gets time to reach where we were.
        const behind = ours && state.galera ? ours.seqno - state.galera.seqno : 0;
        if (behind <= 0 && (!ours || state.galera)) return null;
        if (performance.now() > deadline)
          return state.galera
            ? `${node.name} has not caught up yet (${behind} transactions behind)`
            : `the database of ${node.name} does not answer`;
        await sleep(100);
      }
    } catch (error) {
      return wordsOf(error);
    }
  }

  async function move(order: SwitchoverOrder, to: ClusterNode): Promise<SwitchoverResult> {
    const { self } = cluster();
    await call(to, "POST /expect", { kind: order.kind, reason: order.reason });
    log.info({ to: to.name, reason: order.reason }, "handing the role over");
    acting.rest(`${self} hands the role over to ${to.name}: ${order.reason}`);
    try {
      await sleep(drainMs);
      address?.leaveGently();
      const began = performance.now();
      await keeper.handOver(to.name);
      call(to, "POST /look").catch(() => undefined); // it looks by itself, a little later
      const epoch = await taken(to);
      return { from: self, to: to.name, epoch, durationMs: Math.round(performance.now() - began) };
    } finally {
      acting.resume();
    }
  }

  async function taken(to: ClusterNode): Promise<number> {
    const deadline = performance.now() + 2 * timing.ttlMs;
    for (;;) {
      const { role } = await call<NodeState>(to, "GET /state").catch(() => ({ role: null }));
      if (role?.role === "primary" && role.deadline > 0) return role.epoch;
      if (performance.now() > deadline)
        throw new Refusal(
          "not-taken",
          `${to.name} did not take the role that it was handed; whichever server sees that first takes it. See: npm run failover -- status`,
        );
      await sleep(30);
    }
  }

  return {
    /** Whether a hand-over is under way here. */
    busy: () => underWay !== undefined,
    /**
     * @returns when the other node acts.
     * @throws Refusal with a sentence when it cannot be, or is under way already.
     */
    switchOver: async (order: SwitchoverOrder): Promise<SwitchoverResult> => {
      if (underWay) {
        const ago = ((performance.now() - underWay.since) / 1000).toFixed(1);
        throw new Refusal(
          "busy",
          `A switchover to ${underWay.to} has been under way for ${ago} s; wait for it.`,
        );
      }
      if (!view.holds()) return askPrimary(order);
      underWay = { to: order.to ?? "another server", since: performance.now() };
      try {
        const to = await candidate(order.to);
        underWay = { ...underWay, to: to.name };
        return await move(order, to);
      } finally {
        underWay = undefined;
      }
    },
  };

  async function askPrimary(order: SwitchoverOrder): Promise<SwitchoverResult> {
    return call<SwitchoverResult>(primaryAmong(cluster(), parts.peers()), "POST /switchover", order);
  }
}

/** @returns who is in charge, as the peers say. @throws Refusal when nobody is. */
export function primaryAmong({ nodes }: Cluster, peers: ClusterState["nodes"]): ClusterNode {
  const acting = peers.find((peer) => peer.reachable && peer.role.role === "primary");
  const node = nodes.find(({ name }) => name === acting?.node);
  if (!node) throw new Refusal("no-primary", "No server is in charge at this moment, so none can hand over.");
  return node;
}

const names = (nodes: readonly ClusterNode[]) => nodes.map(({ name }) => name).join(", ") || "none";
