import type { ConnectionOptions } from "mysql2";
import { databaseOptions } from "../core/connections.ts";
import { createLeaseKeeper, type LeaseKeeper, type LeaseKeeperOptions } from "../failover/lease-keeper.ts";
import { leasesOf } from "../failover/leases.repository.ts";
import { monotonicNow } from "../failover/role-view.ts";
import type { RoleState } from "../failover/state.ts";
import { testDb } from "./harness.ts";
import { type StallingProxy, startStallingProxy } from "./stalling-proxy.ts";

export const keeperTiming = { ttlMs: 900, renewMs: 100, pollMs: 80, marginMs: 100 };

type Given = Partial<Pick<LeaseKeeperOptions, "monotonic" | "able">> & {
  readonly endpoints?: ConnectionOptions[];
};

interface HaEventRow {
  readonly kind: string;
  readonly from_node: string;
  readonly to_node: string;
  readonly epoch: number;
  readonly reason: string;
  readonly duration_ms: number | null;
}

/** Lease keepers on the tests' database, in term 4, and a line to it that can go dead. Call it in a describe block. */
export function keepersOfTests() {
  const keepers: LeaseKeeper[] = [];
  let told: (RoleState & { at: number })[] = [];
  let line: StallingProxy;
  const database = (): ConnectionOptions => databaseOptions(process.env.DATABASE_URL ?? "");

  beforeEach(async () => {
    const db = testDb();
    await db("ha_lease").update({ holder: "", epoch: 4 });
    await db("ha_fence").update({ epoch: 4 });
    await db("ha_events").delete();
    line = await startStallingProxy(database().socketPath ?? "");
    told = [];
  });
  afterEach(async () => {
    await Promise.all(keepers.splice(0).map((keeper) => keeper.stop()));
    await line.close();
    await testDb()("ha_lease").update({ holder: "" });
  });

  const keeper = (node: string, { endpoints = [database()], ...more }: Given = {}): LeaseKeeper => {
    const made = createLeaseKeeper({
      node,
      timing: keeperTiming,
      connect: leasesOf(() => endpoints),
      able: () => ({ ok: true, detail: "" }),
      ...more,
    });
    made.onChange((state) => told.push({ ...state, at: monotonicNow() }));
    keepers.push(made);
    made.start();
    return made;
  };
  const holds = (of: LeaseKeeper): boolean => of.state().role === "primary";
  /** @returns milliseconds. */
  const until = async (isSo: () => boolean): Promise<number> => {
    const started = performance.now();
    while (!isSo()) {
      if (performance.now() - started > 5000)
        throw new Error(`not in time: ${JSON.stringify(keepers.map((each) => each.state()))}`);
      await new Promise((done) => setTimeout(done, 2));
    }
    return performance.now() - started;
  };

  return {
    keeper,
    holds,
    until,
    database,
    line: () => line,
    /** The database by the line. */
    overTheLine: (): ConnectionOptions => {
      const { user, password, database: name } = database();
      return { user, password, database: name, host: "127.0.0.1", port: line.port } as ConnectionOptions;
    },
    /** Every state that any keeper told of. */
    told: () => told,
    /** A keeper that holds the role. */
    primary: async (node: string, more: Given = {}): Promise<LeaseKeeper> => {
      const made = keeper(node, more);
      await until(() => holds(made));
      return made;
    },
    row: () =>
      testDb()("ha_lease").where({ name: "primary" }).first() as Promise<{
        holder: string;
        epoch: number;
        seq: number;
      }>,
    events: () =>
      testDb()("ha_events")
        .orderBy("id")
        .select("kind", "from_node", "to_node", "epoch", "reason", "duration_ms") as unknown as Promise<
        HaEventRow[]
      >,
  };
}
