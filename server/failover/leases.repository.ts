import { createConnection, type Connection, type ConnectionOptions, type ResultSetHeader } from "mysql2";
import type { Socket } from "node:net";
import type { Claim } from "./election.ts";
import type { Sight, Term } from "./memory.ts";

/**
 * The lease's rows over one connection of its own. Transitions are compare-and-set; true means matched *and* committed. Every call may
 * reject; what it would have done is then unknown.
 */
export interface LeaseStore {
  /** Connects and signs in. */
  ready(): Promise<void>;
  observe(): Promise<Sight>;
  /** The holder's sign of life. */
  renew(node: string, epoch: number): Promise<boolean>;
  /** Begins the next term: the role, the fence of background work and the record of it, together. */
  claim(node: string, claim: Claim, term: Term, at: Date): Promise<boolean>;
  /** How the database's group is set; empty when it is no group. */
  providerOptions(): Promise<string>;
  /** Gives the role to one node, or to nobody (''). */
  handOver(node: string, epoch: number, to: string): Promise<boolean>;
  /** Pauses (by: a node's name) or resumes ('') failover, for all nodes. Idempotent in what it means, but counted each time. */
  setPaused(by: string): Promise<void>;
  /** Writes something that is not a change of the role into the history. */
  note(event: { kind: string; node: string; epoch: number; reason: string; at: Date }): Promise<void>;
  /** Lets go of the connection with a reset: what is still on its way must not arrive later. Open calls reject. */
  abandon(): void;
}

/** Opens a store on the database of these options. It connects at once; failures show in its calls. */
export function openLeases(options: ConnectionOptions): LeaseStore {
  const connection = createConnection({ ...options, supportBigNumbers: true, timezone: "Z" });
  // The stream as it is now: TLS will wrap it, and only the bare one can be reset.
  const { stream } = connection as unknown as { stream: Socket };
  connection.on("error", () => undefined);
  const ask = asker(connection);
  const matched = async (sql: string, values: unknown[]) =>
    ((await ask(sql, values)) as ResultSetHeader).affectedRows === 1;

  return {
    ready: () =>
      new Promise((done, failed) => connection.connect((error) => (error ? failed(error) : done()))),
    observe: async () =>
      sightOf((await ask("SELECT name, holder, epoch, seq FROM ha_lease", [])) as LeaseRow[]),
    renew: (node, epoch) =>
      matched("UPDATE ha_lease SET seq = seq + 1 WHERE name = 'primary' AND holder = ? AND epoch = ?", [
        node,
        epoch,
      ]),
    providerOptions: async () => {
      const rows = (await ask("SHOW GLOBAL VARIABLES LIKE 'wsrep_provider_options'", [])) as {
        Value: string;
      }[];
      return rows[0]?.Value ?? "";
    },
    claim: async (node, { seen, record }, { ttlMs }, at) => {
      const epoch = seen.epoch + 1;
      await ask("BEGIN", []);
      const ours = await matched(
        "UPDATE ha_lease SET holder = ?, epoch = ?, seq = seq + 1 WHERE name = 'primary' AND epoch = ? AND seq = ?",
        [node, epoch, seen.epoch, seen.seq],
      );
      if (!ours) {
        await ask("ROLLBACK", []);
        return false;
      }
      await ask("UPDATE ha_lease SET seq = ? WHERE name = 'term'", [ttlMs]);
      await ask("UPDATE ha_fence SET epoch = ? WHERE id = 1", [epoch]);
      if (record.kind === "takeover")
        await ask("UPDATE ha_lease SET seq = seq + 1 WHERE name = 'takeovers'", []);
      await insertEvent(ask, { ...record, to: node, epoch, at });
      await ask("COMMIT", []);
      return true;
    },
    handOver: (node, epoch, to) =>
      matched(
        "UPDATE ha_lease SET holder = ?, seq = seq + 1 WHERE name = 'primary' AND holder = ? AND epoch = ?",
        [to === "" ? "" : `>${to}`, node, epoch],
      ),
    setPaused: async (by) => {
      await ask("UPDATE ha_lease SET holder = ?, seq = seq + 1 WHERE name = 'paused'", [by]);
    },
    note: async ({ kind, node, epoch, reason, at }) => {
      await insertEvent(ask, { kind, from: node, to: node, epoch, durationMs: null, reason, at });
    },
    abandon: () => {
      // A unix socket cannot be reset, and need not be: its server reads the end of it at once.
      if ("reset" in ((stream as unknown as { _handle: object | null })._handle ?? {}))
        stream.resetAndDestroy();
      connection.destroy();
    },
  };
}

/**
 * For `createLeaseKeeper`: the first endpoint (this node's own database), after a failure the next, and so on around.
 * @param endpoints asked at each connection: membership changes while the agent runs.
 */
export const leasesOf =
  (endpoints: () => readonly ConnectionOptions[]) =>
  (attempt: number): LeaseStore => {
    const all = endpoints();
    const options = all[attempt % all.length];
    if (!options) throw new Error("no database is configured");
    return openLeases(options);
  };

interface LeaseRow {
  readonly name: string;
  readonly holder: string;
  readonly epoch: number | string;
  readonly seq: number | string;
}

function sightOf(rows: readonly LeaseRow[]): Sight {
  const named = new Map(rows.map((row) => [row.name, row]));
  const [primary, paused, takeovers, term] = ["primary", "paused", "takeovers", "term"].map((name) =>
    named.get(name),
  );
  if (!primary || !paused || !takeovers || !term)
    throw new Error("the rows of ha_lease are missing: migrations must run first");
  return {
    holder: primary.holder,
    epoch: Number(primary.epoch),
    seq: Number(primary.seq),
    pausedBy: paused.holder,
    pauses: Number(paused.seq),
    takeovers: Number(takeovers.seq),
    termMs: Number(term.seq),
  };
}

type Ask = (sql: string, values: unknown[]) => Promise<unknown>;

const asker =
  (connection: Connection): Ask =>
  (sql, values) =>
    new Promise((resolve, reject) => {
      connection.query(sql, values, (error, result) => {
        if (error) reject(error);
        else resolve(result);
      });
    });

interface LeaseEvent extends Omit<Claim["record"], "kind"> {
  readonly kind: string;
  readonly to: string;
  readonly epoch: number;
  readonly at: Date;
}

const insertEvent = (ask: Ask, { at, kind, from, to, epoch, durationMs, reason }: LeaseEvent) =>
  ask(
    "INSERT INTO ha_events (at, kind, from_node, to_node, epoch, duration_ms, reason) VALUES (?, ?, ?, ?, ?, ?, ?)",
    [at, kind, from, to, epoch, durationMs, reason.slice(0, 500)],
  );
