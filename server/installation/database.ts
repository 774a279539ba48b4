import knex, { type Knex } from "knex";
import { databaseOptions } from "../core/connections.ts";

/** Runs `work` on a small pool of its own, closed afterwards. */
export async function withDatabase<T>(databaseUrl: string, work: (db: Knex) => Promise<T>): Promise<T> {
  const db = knex({ client: "mysql2", connection: databaseOptions(databaseUrl), pool: { min: 0, max: 3 } });
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}

/** Whether the installation has been set up: somebody may administrate it. */
export async function hasAdministrator(db: Knex): Promise<boolean> {
  return (await db("agents").where({ is_administrator: 1 }).first("id")) !== undefined;
}
