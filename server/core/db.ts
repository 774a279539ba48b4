import knexModule, { type Knex } from "knex";
import { createPool, type Pool } from "mysql2";
import { databaseOptions } from "./connections.ts";
import { notFound } from "./errors.ts";
import { log } from "./log.ts";

const { knex } = knexModule;

const warn = (message: unknown) => log.warn({ knex: String(message) }, "the database driver warns");
// Otherwise knex writes to the console what the error handler reports anyway.
const knexLog = { warn, error: warn, deprecate: warn, debug: () => undefined };

/** How long anybody waits for a database that does not answer. */
const patienceMs = 5000;
const preparedConnections = 6;
const preparedPools = new WeakMap<object, Pool>();

/**
 * The pools of a process: knex's of `max` connections, and a small one of the driver's own for `prepared`, which knex's way of lending
 * connections would cost a quarter more. Two cores are busy with far fewer.
 */
export function createDb(databaseUrl: string, max = 10): Knex {
  const options = databaseOptions(databaseUrl);
  const db = knex({
    client: "mysql2",
    connection: options as Knex.MySql2ConnectionConfig,
    pool: { min: 1, max, acquireTimeoutMillis: patienceMs },
    // A pool that failed once must not sit out a database that came back within a second.
    acquireConnectionTimeout: patienceMs,
    log: knexLog,
  });
  const pool = createPool({ ...options, connectionLimit: preparedConnections, connectTimeout: patienceMs });
  const client = db.client as { destroy(): Promise<void> };
  preparedPools.set(client, pool);
  const destroy = client.destroy.bind(client);
  client.destroy = async () => {
    await Promise.all([destroy(), new Promise<void>((done) => pool.end(() => done()))]);
  };
  return db;
}

// 1213 deadlock or certification conflict, 1205 lock wait or NOWAIT, 1020 changed since the snapshot (innodb_snapshot_isolation).
const retryable = new Set([1213, 1205, 1020]);
const maxTries = 5;

/**
 * Runs `work` in a transaction, again on a conflict, at most five times. `work` gets the context with the transaction as its
 * `db`, and must have no side effect outside of the database. Inside a transaction it joins the one that is open.
 * After the commit of a transaction that left something to do the workers are woken.
 */
export async function transaction<C extends { readonly db: Knex }, T>(
  ctx: C,
  work: (tx: C & { readonly db: Knex.Transaction }) => Promise<T>,
): Promise<T> {
  if (ctx.db.isTransaction) return work(ctx as C & { readonly db: Knex.Transaction });
  for (let attempt = 1; ; attempt++) {
    try {
      let wake = false;
      const result = await ctx.db.transaction(async (db) => {
        const done = await work(withDb(ctx, db));
        wake = leavesWork.has(db);
        return done;
      });
      if (wake) afterCommit();
      return result;
    } catch (error) {
      if (attempt === maxTries || !retryable.has((error as { errno?: number }).errno ?? 0)) throw error;
      await new Promise((done) => setTimeout(done, Math.random() * 20 * attempt));
    }
  }
}

function withDb<C extends object>(ctx: C, db: Knex.Transaction): C & { readonly db: Knex.Transaction } {
  const tx = { ...ctx, db };
  const self = tx as unknown as { portalId: number; actor: never; now: Date; emit?: unknown };
  if ("emit" in ctx)
    self.emit = (event: { write(from: object, payload: unknown): Promise<void> }, payload: unknown) =>
      event.write({ db, portalId: self.portalId, actor: self.actor, now: self.now }, payload);
  return tx;
}

const leavesWork = new WeakSet<Knex>();

/** What this transaction wrote is for the workers (an event, a mail): they are woken at once, not at their next look. */
export function wakeAfterCommit(db: Knex): void {
  leavesWork.add(db);
}

let afterCommit: () => void = () => undefined;

/** Called once by each process: what to do when work for the workers was committed (wake them through Redis). */
export function onEventsCommitted(wake: () => void): void {
  afterCommit = wake;
}

/** The one row of a query, or a 404. */
export async function one<T>(query: PromiseLike<T[]>, what?: string): Promise<T> {
  const [row] = await query;
  if (row === undefined) throw notFound(what);
  return row;
}

/** The first row, or null. */
export async function first<T>(query: PromiseLike<T[]>): Promise<T | null> {
  const [row] = await query;
  return row ?? null;
}

/** The list of a SELECT: columns by the names that the code gives them. For SQL of `prepared`. */
export const selected = (columns: Readonly<Record<string, string>>): string =>
  Object.entries(columns)
    .map(([name, column]) => `${column} AS ${name}`)
    .join(", ");

interface Executes {
  execute(sql: string, values: unknown[], done: (error: Error | null, rows: unknown) => void): void;
}

/**
 * A prepared statement for the queries that page views run: saves building and parsing the SQL (measured: 12 % of a list page). `sql`
 * must be constant text, or one of few: each text stays prepared on each connection. Runs in the transaction when `db` is one.
 * @throws Error named KnexTimeoutError when the database does not answer in time.
 */
export async function prepared<T>(db: Knex, sql: string, values: readonly unknown[]): Promise<T[]> {
  const pool = preparedPools.get(db.client as object);
  if (pool) return execute<T>(pool as unknown as Executes, sql, values);
  const client = db.client as {
    acquireConnection(): Promise<Executes>;
    releaseConnection(connection: Executes): Promise<void>;
  };
  const connection = await client.acquireConnection();
  try {
    return await execute<T>(connection, sql, values);
  } finally {
    await client.releaseConnection(connection);
  }
}

function execute<T>(on: Executes, sql: string, values: readonly unknown[]): Promise<T[]> {
  return new Promise((resolve, reject) => {
    const tooLong = setTimeout(() => {
      reject(Object.assign(new Error("the database did not answer in time"), { name: "KnexTimeoutError" }));
    }, patienceMs);
    on.execute(sql, [...values], (error, rows) => {
      clearTimeout(tooLong);
      if (error) reject(error);
      else resolve(rows as T[]);
    });
  });
}
