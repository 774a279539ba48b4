import { readdir } from "node:fs/promises";
import { join, parse, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Knex } from "knex";
import { inTurn } from "./migration-turn.ts";

type MigrationModule = Pick<Knex.Migration, "up" | "down">;

// This file is server/core/migrations.ts or dist/server/core/migrations.js: either way the folder is two up, in the same form.
const folder = resolve(import.meta.dirname, "../../migrations");

/** Names without extension: tsx runs `.ts`, production `.js`, and both must find the same names in knex_migrations. */
const migrationSource: Knex.MigrationSource<string> = {
  getMigrations: async () =>
    (await readdir(folder)).filter((file) => /^\d{14}_\w+\.[jt]s$/.test(file)).sort(),
  getMigrationName: (file) => parse(file).name,
  getMigration: async (file) => (await import(pathToFileURL(join(folder, file)).href)) as MigrationModule,
};

const options: Knex.MigratorConfig = { migrationSource };

/**
 * Applies what is pending and returns the names applied, in order. Two runners at once are safe, on one node of the database's group or
 * on several: the second waits, then finds nothing to do. Needs three connections from the pool.
 * @throws Error when another runner goes on for longer than minutes.
 */
export async function migrate(db: Knex): Promise<string[]> {
  return db.transaction(async (guard) => {
    const [[row]] = (await guard.raw("SELECT GET_LOCK('holdfast.migrate', 60) AS got")) as [
      [{ got: number } | undefined],
    ];
    if (row?.got !== 1)
      throw new Error(
        "another migration has been running for over a minute; wait for it to end and try again",
      );
    try {
      if ((await pendingMigrations(db)).length === 0 && !(await isLockedByKnex(db))) return [];
      return await inTurn(db, await nodeName(guard), async () => {
        // knex's own lock is a row, so a runner that was killed leaves it behind. We hold a lock that dies with its connection.
        if (await db.schema.hasTable("knex_migrations_lock"))
          await db.migrate.forceFreeMigrationsLock(options);
        const [, applied] = (await db.migrate.latest(options)) as [number, string[]];
        return applied.map((file) => parse(file).name);
      });
    } finally {
      await guard.raw("SELECT RELEASE_LOCK('holdfast.migrate')");
    }
  });
}

async function isLockedByKnex(db: Knex): Promise<boolean> {
  if (!(await db.schema.hasTable("knex_migrations_lock"))) return false;
  return (await db("knex_migrations_lock").where({ is_locked: 1 }).first("is_locked")) !== undefined;
}

/** Which node of its group this database is; a database without a group, or MySQL, is only itself. */
async function nodeName(db: Knex): Promise<string> {
  const [rows] = (await db.raw("SHOW VARIABLES WHERE Variable_name IN ('wsrep_node_name', 'hostname')")) as [
    { Variable_name: string; Value: string }[],
  ];
  const value = (name: string) => rows.find((row) => row.Variable_name === name)?.Value;
  return (value("wsrep_node_name") || value("hostname") || "this").slice(0, 64);
}

/** Names of the migrations that this code knows and the database does not have yet. */
export async function pendingMigrations(db: Knex): Promise<string[]> {
  const applied = new Set(await appliedMigrations(db));
  return (await knownMigrations()).filter((name) => !applied.has(name));
}

/** The oldest and the newest schema version (migration name) that this code knows; `undefined` while there is none. */
export async function schemaVersionRange(): Promise<{ first: string; last: string } | undefined> {
  const names = await knownMigrations();
  const [first, last] = [names.at(0), names.at(-1)];
  return first && last ? { first, last } : undefined;
}

async function knownMigrations(): Promise<string[]> {
  return (await migrationSource.getMigrations([])).map((file) => parse(file).name);
}

async function appliedMigrations(db: Knex): Promise<string[]> {
  if (!(await db.schema.hasTable("knex_migrations"))) return [];
  const rows = await db<{ name: string }>("knex_migrations").orderBy("id").select("name");
  return rows.map((row) => row.name);
}
