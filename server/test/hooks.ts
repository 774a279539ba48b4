import { resolve } from "node:path";
import knex from "knex";
import { databaseOptions } from "../core/connections.ts";
import { migrate } from "../core/migrations.ts";
import { buildAssets } from "../installation/assets.ts";
import { type Servers, startServers } from "./servers.ts";

let servers: Servers | undefined;

// Interrupted runs must not leave servers behind; `exit` also comes after a failed set-up.
process.once("exit", () => servers?.stop());
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(130));

/** Before the first test: private servers, the schema, the browser's files, and an environment that points to them. */
export async function mochaGlobalSetup(): Promise<void> {
  servers = await startServers();
  process.env.NODE_ENV = "test";
  process.env.DATABASE_URL = servers.databaseUrl;
  process.env.REDIS_URL = servers.redisUrl;
  process.env.HOLDFAST_DATA = servers.data;
  process.env.HOLDFAST_SECRET = "a secret of the tests, long enough to be one";
  process.env.LOG_LEVEL ??= "error";
  for (const name of ["PORT", "BASE_URL", "SMTP_URL", "HOLDFAST_ADMIN_EMAIL", "HOLDFAST_ADMIN_PASSWORD"])
    Reflect.deleteProperty(process.env, name);
  const db = knex({ client: "mysql2", connection: databaseOptions(servers.databaseUrl) });
  try {
    await migrate(db);
  } finally {
    await db.destroy();
  }
  await buildAssets(resolve(import.meta.dirname, "../.."));
}

/** After the last test: everything of this run is gone. */
export function mochaGlobalTeardown(): void {
  servers?.stop();
}
