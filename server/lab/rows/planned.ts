import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { onHost } from "../installing.ts";
import type { Lab } from "../lab.ts";
import type { Row } from "../row.ts";

const noneFails = { median: 0, max: 0, role: "any", duplicateMails: 0 } as const;

/** The next release lands on every host's disk: new code with an expanding migration, each time another. Nothing runs it yet. */
function bringNewVersion(lab: Lab): string {
  const column = `lab_${Date.now().toString(36)}`;
  const migration = `import type { Knex } from "knex";

/** Written by the lab: a release that expands the schema. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw("ALTER TABLE tickets ADD COLUMN ${column} INT NULL, ALGORITHM=INSTANT");
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("ALTER TABLE tickets DROP COLUMN ${column}");
}
`;
  const stamp = new Date().toISOString().replaceAll(/\D/g, "").slice(0, 14);
  for (const host of lab.hosts) writeFileSync(join(host.root, `migrations/${stamp}_${column}.ts`), migration);
  return column;
}

/** What an operator does on purpose, under load: no request may fail. */
export const plannedRows: readonly Row[] = [
  {
    id: "8",
    title: "planned switchover there and back, under load",
    inject: async ({ lab, primary, standby }) => {
      await onHost(lab, primary, ["run", "failover", "--", "switchover"], { seconds: 60 });
      await sleep(15_000);
      await onHost(lab, standby, ["run", "failover", "--", "switchover"], { seconds: 60 });
    },
    hold: 15,
    heal: () => undefined,
    load: { rate: 100, writing: 2 },
    target: { ...noneFails, reason: /switch|hand/i },
  },
  {
    id: "9",
    title: "rolling upgrade with an expanding migration",
    inject: async ({ lab, primary, note }) => {
      note(`the new release adds tickets.${bringNewVersion(lab)}`);
      await onHost(lab, primary, ["run", "failover", "--", "upgrade"], { seconds: 600 });
    },
    hold: 5,
    heal: () => undefined,
    target: { ...noneFails, reason: /switch|hand|upgrade/i },
  },
];
