import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Knex } from "knex";
import { pendingMigrations } from "../core/migrations.ts";
import { projectRoot } from "../core/project.ts";

// What code of the version before could miss. Adding tables, columns, indexes and rows is not among it.
const takingAway =
  /\b(dropColumns?|dropTable(?:IfExists)?|renameColumn|renameTable|dropNullable|setNullable)\b|\.alter\(|\b(?:DROP\s+(?:COLUMN|TABLE)|RENAME|MODIFY|CHANGE)\b/i;

/** The first thing in a migration's way up that takes something away, or null. @param source the migration's TypeScript or JavaScript. */
export function takesAway(source: string): string | null {
  const up = source.split(/export\s+(?:async\s+)?(?:function|const)\s+down\b/)[0] ?? "";
  const code = up.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
  return takingAway.exec(code)?.[0] ?? null;
}

/** The migrations that wait and would disturb the version that runs now: "name: what it does". */
export async function blockingMigrations(db: Knex): Promise<string[]> {
  const pending = await pendingMigrations(db);
  return pending.flatMap((name) => {
    const what = takesAway(readFileSync(join(projectRoot, "migrations", `${name}.ts`), "utf8"));
    return what === null ? [] : [`${name}: ${what}`];
  });
}
