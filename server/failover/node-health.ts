import type { ConnectionOptions } from "mysql2";
import type { Layout } from "../installation/layout.ts";
import { watchApplication } from "./application-health.ts";
import { diskPart } from "./disk-health.ts";
import { lookAtDatabase } from "./galera.repository.ts";
import { keepLooking, wordsOf } from "./looking.ts";
import { processPart } from "./process-health.ts";
import { askRedisRole } from "./redis-health.ts";
import type { NodeState, PartState } from "./state.ts";
import type { Vitals } from "./step-down.ts";

export interface HealthOptions {
  readonly kind: "data" | "witness";
  readonly layout: Layout;
  /** Where this machine's own web processes answer `/health/ready`. */
  readonly application: string;
  /** This machine's own database, or the operator's. */
  readonly database: () => ConnectionOptions;
  /** Null when Redis is the operator's own. */
  readonly redis: { readonly socket: string; readonly password: string } | null;
  /** Whether the cluster has several nodes: then Sentinels run, and somebody else could take the role. */
  readonly clustered: () => boolean;
  /** Migrations that this code knows and the database does not have yet. */
  readonly pending: () => Promise<readonly string[]>;
}

/** What this machine knows of its own parts, from looks in the background: asking it never waits. */
export interface NodeHealth {
  parts(): Record<string, PartState>;
  galera(): NodeState["galera"];
  redis(): NodeState["redis"];
  /** Whether this node could serve, and why not. */
  able(): PartState;
  vitals(): Vitals;
  stop(): void;
}

const everyMs = 500;
const schemaEveryMs = 5000;
const unknown: PartState = { ok: false, detail: "not looked at yet" };

/** Begins to look. */
export function watchHealth(options: HealthOptions): NodeHealth {
  const { kind, layout } = options;
  const parts: Record<string, PartState> = {};
  const stops: (() => void)[] = [];
  let galera: NodeState["galera"] = null;
  let redis: NodeState["redis"] = null;
  const part = (name: string, every: number, look: () => Promise<PartState>) => {
    parts[name] = unknown;
    const attempt = () => look().catch((error: unknown) => ({ ok: false, detail: wordsOf(error) }));
    stops.push(keepLooking(async () => void (parts[name] = await attempt()), every));
  };

  const own = options.redis;
  if (own)
    part("redis", everyMs, async () => {
      redis = null;
      redis = await askRedisRole(own.socket, own.password);
      return { ok: true, detail: redis?.role === "master" ? "master" : `replica of ${redis?.master ?? "?"}` };
    });
  part("disk", everyMs, () => diskPart(layout.data));
  // Innocent until looked at: a holder must not step down because it has just started.
  const disk = () => (parts.disk === unknown || !parts.disk ? { ok: true, detail: "" } : parts.disk);
  part("sentinel", everyMs, async () =>
    own && options.clustered()
      ? processPart(layout, "sentinel", "redis-sentinel", "redis-server")
      : { ok: true, detail: "not needed" },
  );
  if (kind === "witness") {
    part("witness", everyMs, async () => processPart(layout, "garbd", "garbd"));
    return {
      parts: () => shown(parts),
      galera: () => null,
      redis: () => redis,
      able: () => ({ ok: false, detail: "a witness only votes" }),
      vitals: () => ({ disk: disk(), deadMs: 0, unreadyMs: 0 }),
      stop: () => stops.forEach((stop) => stop()),
    };
  }

  const application = watchApplication(options.application);
  const database = lookAtDatabase(options.database);
  part("database", everyMs, async () => {
    // What was seen last stays until the next look has an answer: others ask at any moment.
    galera = await database.galera().catch((error: unknown) => {
      galera = null;
      throw error;
    });
    if (!galera) return { ok: true, detail: "answers" };
    const { status, state, size } = galera;
    return {
      // A donor serves on while it is copied (to a joining node, or into a backup); if the other server dies then, it must take over.
      ok: status === "Primary" && ["Synced", "Donor/Desynced"].includes(state),
      detail: `${status}, ${state}, ${size} in the group`,
    };
  });
  part("migrations", schemaEveryMs, async () => {
    const pending = await options.pending();
    return pending.length === 0
      ? { ok: true, detail: "up to date" }
      : { ok: false, detail: `${pending.length} pending, the first is ${pending[0]}` };
  });
  return {
    parts: () => shown({ application: application.part(), ...parts }),
    galera: () => galera,
    redis: () => redis,
    able: () => {
      // Nobody else could do better: whatever is lacking here, work goes on with what there is.
      if (!options.clustered()) return { ok: true, detail: "the only server" };
      const needed: Record<string, PartState> = { application: application.part(), ...parts };
      for (const name of ["database", "application", "migrations", "disk"]) {
        const { ok, detail } = needed[name] ?? unknown;
        if (!ok)
          return { ok, detail: name === "application" || name === "disk" ? detail : `${name}: ${detail}` };
      }
      return { ok: true, detail: "able to serve" };
    },
    vitals: () => ({
      disk: disk(),
      deadMs: application.deadMs(),
      unreadyMs: application.unreadyMs(),
    }),
    stop: () => {
      application.stop();
      database.close();
      stops.forEach((stop) => stop());
    },
  };
}

/** Without what is not there and not needed. */
const shown = (parts: Record<string, PartState>): Record<string, PartState> =>
  Object.fromEntries(Object.entries(parts).filter(([, { detail }]) => detail !== "not needed"));
