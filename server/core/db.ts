import knexModule, { type Knex } from "knex";
import type { DatabaseEndpoint } from "./connections.ts";
import { isConflict, isPassing, refusesWork } from "./database-failures.ts";
import { EndpointClient, endpointsOf } from "./endpoint-client.ts";
import { Endpoints } from "./endpoints.ts";
import { notFound } from "./errors.ts";
import { patienceMs } from "./line.ts";
import { log } from "./log.ts";

const { knex } = knexModule;

const warn = (message: unknown) => log.warn({ knex: String(message) }, "the database driver warns");
// Otherwise knex writes to the console what the error handler reports anyway.
const knexLog = { warn, error: warn, deprecate: warn, debug: () => undefined };

/**
 * The pools of a process: knex's of `max` connections, and a small one of the driver's own for `prepared`, which knex's way of lending
 * connections would cost a quarter more. Two cores are busy with far fewer.
 * @param address a DATABASE_URL, or several servers with the same data, this machine's own first: it is used while it can be, another
 * one within a second or two when not (see Endpoints).
 */
export function createDb(address: string | readonly DatabaseEndpoint[], max = 10): Knex {
  const servers = typeof address === "string" ? [{ name: "the database", url: address }] : address;
  const endpoints = new Endpoints(servers);
  const config = {
    client: EndpointClient,
    endpoints,
    connection: endpoints.line.options,
    pool: { min: 1, max, acquireTimeoutMillis: patienceMs },
    // A pool that failed once must not sit out a database that came back within a second.
    acquireConnectionTimeout: patienceMs,
    log: knexLog,
  };
  return knex(config as unknown as Knex.Config);
}

/** For people: whether, and where, the data is served. */
export const databaseDescription = (db: Knex): string => endpointsOf(db)?.description ?? "answers";

const maxTries = 5;

/**
 * Runs `work` in a transaction, again on a conflict, at most five times. `work` gets the context with the transaction as its
 * `db`, and must have no side effect outside of the database. Inside a transaction it joins the one that is open.
 * After the commit of a transaction that left something to do the workers are woken.
 *
 * A connection that is lost before COMMIT was sent: run again too, on a server that can be used. Once it was sent nobody knows whether it
 * was executed: that is the caller's error, unless `repeatable` says that the work itself notices that it was done before.
 */
export async function transaction<C extends { readonly db: Knex }, T>(
  ctx: C,
  work: (tx: C & { readonly db: Knex.Transaction }) => Promise<T>,
  { repeatable = false } = {},
): Promise<T> {
  if (ctx.db.isTransaction) return work(ctx as C & { readonly db: Knex.Transaction });
  const endpoints = endpointsOf(ctx.db);
  for (let attempt = 1; ; attempt++) {
    let wake = false;
    let worked = false;
    let cause: unknown;
    try {
      const result = await ctx.db.transaction(async (db) => {
        try {
          const done = await work(withDb(ctx, db));
          wake = leavesWork.has(db);
          worked = true;
          return done;
        } catch (error) {
          cause = error; // knex throws instead that its ROLLBACK failed
          throw error;
        }
      });
      if (wake) afterCommit();
      return result;
    } catch (thrown) {
      const error = isPassing(cause) || !isPassing(thrown) ? (cause ?? thrown) : thrown;
      if (attempt === maxTries) throw error;
      if (isConflict(error)) await new Promise((done) => setTimeout(done, Math.random() * 20 * attempt));
      else if (worked && !repeatable && !refusesWork(error)) throw error;
      else if (!(await endpoints?.recovered(error))) throw error;
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
 * must be constant text, or one of few: each text stays prepared on each connection. Runs in the transaction when `db` is one; else it
 * is asked again when the connection is lost.
 * @throws Error named KnexTimeoutError when the database does not answer in time.
 */
export function prepared<T>(db: Knex, sql: string, values: readonly unknown[]): Promise<T[]> {
  const endpoints = endpointsOf(db);
  if (db.isTransaction || !endpoints) return preparedOnConnection(db, sql, values);
  const attempt = () => {
    const { line } = endpoints;
    return execute<T>(line.pool as unknown as Executes, sql, values).catch((error: unknown) => {
      endpoints.failed(line, error);
      throw error;
    });
  };
  return attempt().catch((error: unknown) => endpoints.again(error, attempt));
}

async function preparedOnConnection<T>(db: Knex, sql: string, values: readonly unknown[]): Promise<T[]> {
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
