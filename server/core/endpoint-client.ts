import { createRequire } from "node:module";
import type { Knex } from "knex";
import { isConflict, isPassing } from "./database-failures.ts";
import type { Endpoints } from "./endpoints.ts";
import type { Line } from "./line.ts";

/** What knex's mysql2 client does for us; knex has no types for its insides. */
interface Insides {
  readonly config: Knex.Config & { readonly endpoints: Endpoints };
  connectionSettings: object;
  readonly transacting?: true;
  acquireRawConnection(): Promise<LineConnection>;
  validateConnection(connection: LineConnection): boolean;
  _query(connection: LineConnection, query: { sql: string }): Promise<unknown>;
  runner(builder: Builder): { run(): Promise<unknown> };
  destroy(): Promise<void>;
}

interface LineConnection {
  line?: Line;
  /** knex's own mark: its pool throws such a connection away. */
  __knex__disposed?: unknown;
  query(sql: string, done: (error: unknown) => void): unknown;
}

interface Builder {
  readonly _method?: string;
  readonly sql?: unknown;
  readonly _connection?: unknown;
}

const Dialect = createRequire(import.meta.url)("knex/lib/dialects/mysql2/index.js") as new (
  config: Knex.Config,
) => Insides;

const endsTransaction = /^(BEGIN|COMMIT|ROLLBACK)\b/i;
const reading = new Set(["select", "first", "pluck"]);
const isRead = ({ _method, sql, _connection }: Builder) =>
  _connection === undefined &&
  (_method === undefined ? typeof sql === "string" && /^\s*select\b/i.test(sql) : reading.has(_method));

/**
 * knex's client for MariaDB and MySQL, over the lines of `config.endpoints`: connections go where those say, ones of an older line are
 * thrown away when they are next lent, failures are reported, and reads outside of a transaction are asked again when they were lost.
 */
export class EndpointClient extends Dialect {
  override async acquireRawConnection(): Promise<LineConnection> {
    const { endpoints } = this.config;
    const { line } = endpoints;
    this.connectionSettings = line.options;
    try {
      const connection = await super.acquireRawConnection();
      connection.line = line;
      await line.prepare(connection);
      return connection;
    } catch (error) {
      endpoints.failed(line, error);
      throw error;
    }
  }

  override validateConnection(connection: LineConnection): boolean {
    return connection.line === this.config.endpoints.line && super.validateConnection(connection);
  }

  override async _query(connection: LineConnection, query: { sql: string }): Promise<unknown> {
    const ends = endsTransaction.test(query.sql);
    // Its transaction may still be open: a server outside of the primary component refuses ROLLBACK, too. The next borrower's BEGIN would
    // commit the half that was done (seen in the lab: a submission without its reply, and the second try acknowledged by it). Until there is
    // an answer as well: knex waits five seconds for a ROLLBACK, then lends the connection on.
    const { __knex__disposed: before } = connection;
    if (ends) connection.__knex__disposed = new Error(`${query.sql.slice(0, 8)} was not answered`);
    try {
      const answer = await super._query(connection, query);
      if (ends) connection.__knex__disposed = before;
      return answer;
    } catch (error) {
      if (connection.line) this.config.endpoints.failed(connection.line, error);
      if (isPassing(error) || (ends && !isConflict(error))) connection.__knex__disposed = error;
      else if (ends) connection.__knex__disposed = before;
      throw error;
    }
  }

  override runner(builder: Builder): { run(): Promise<unknown> } {
    const runner = super.runner(builder);
    if (this.transacting || !isRead(builder)) return runner;
    const run = runner.run.bind(runner);
    runner.run = () =>
      run().catch((error: unknown) => this.config.endpoints.again(error, () => super.runner(builder).run()));
    return runner;
  }

  override async destroy(): Promise<void> {
    await Promise.all([super.destroy(), this.config.endpoints.stop()]);
  }
}

/** The servers behind a database or one of its transactions; undefined for a knex that createDb did not make. */
export const endpointsOf = (db: Knex): Endpoints | undefined =>
  (db.client as { config: { endpoints?: Endpoints } }).config.endpoints;
