import { z } from "zod";
import type { ClusterNode } from "../cluster/cluster.ts";
import { Refusal, type Routes } from "../cluster/routes.ts";
import type { Drill } from "./drill.ts";
import type { LeaseKeeper } from "./lease-keeper.ts";
import { wordsOf } from "./looking.ts";
import type { RoleView } from "./role-view.ts";
import type { ClusterState, NodeState } from "./state.ts";
import type { SwitchoverOrder, SwitchoverResult } from "./switchover.ts";

const orderBody = z
  .object({
    to: z.string().optional(),
    kind: z.enum(["switchover", "drill"]).default("switchover"),
    reason: z.string().min(1).max(400).default("an operator ordered it"),
  })
  .default({ kind: "switchover", reason: "an operator ordered it" });
const expectation = z.object({ kind: z.enum(["switchover", "drill"]), reason: z.string().max(500) });
export type Expectation = z.infer<typeof expectation>;

export interface AgentParts {
  readonly kind: ClusterNode["kind"];
  readonly node: () => NodeState;
  readonly cluster: () => ClusterState;
  readonly view: RoleView;
  /** Milliseconds between the lines of the feed. */
  readonly renewMs: number;
}

/** What every agent answers, a witness too. */
export const stateRoutes = ({ node, cluster, view, renewMs }: AgentParts): Routes => ({
  "GET /state": { local: true, peers: true, handle: async () => node() },
  "GET /cluster-state": { local: true, peers: true, handle: async () => cluster() },
  "GET /feed": { local: true, peers: false, handle: async () => view.lines(renewMs) },
});

export interface RoleParts {
  readonly keeper: LeaseKeeper;
  readonly switchOver: (order: SwitchoverOrder) => Promise<SwitchoverResult>;
  readonly drill: () => Promise<Drill>;
  /** Another node says that it is about to hand over the role, and why. */
  readonly expect: (expected: Expectation) => void;
  /** Gives the role to somebody, if there is anybody, and ends acting here. @returns who took it. */
  readonly release: () => Promise<{ to?: string }>;
}

/** What the agents of data nodes can be ordered to do. */
export const roleRoutes = ({ keeper, switchOver, drill, expect, release }: RoleParts): Routes => ({
  "POST /switchover": {
    local: true,
    peers: true,
    handle: async (body) => switchOver(parsed(orderBody, body)),
  },
  "POST /drill": { local: true, peers: true, handle: drill },
  "POST /pause": { local: true, peers: false, handle: () => stored(keeper.pause()) },
  "POST /resume": { local: true, peers: false, handle: () => stored(keeper.resume()) },
  "POST /expect": {
    local: false,
    peers: true,
    handle: async (body) => expect(parsed(expectation, body)),
  },
  "POST /look": { local: true, peers: true, handle: async () => keeper.look() },
  "POST /release": { local: true, peers: false, handle: release },
});

/** On the witness: orders are for those who can act. */
export const witnessRoutes = (): Routes =>
  Object.fromEntries(
    ["switchover", "drill", "pause", "resume"].map((order) => [
      `POST /${order}`,
      {
        local: true,
        peers: false,
        handle: async () => {
          throw new Refusal(
            "witness",
            `This is the witness: order the ${order} on a server that holds data.`,
          );
        },
      },
    ]),
  );

async function stored(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    throw new Refusal("not-stored", `The database did not take it: ${wordsOf(error)}.`);
  }
}

function parsed<T>(schema: z.ZodType<T>, body: unknown): T {
  const { success, data, error } = schema.safeParse(body);
  if (!success) throw new Refusal("malformed", `The order is not understood: ${z.prettifyError(error)}`);
  return data;
}
