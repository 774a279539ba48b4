import type { Knex } from "knex";

export interface StoredSetting {
  readonly name: string;
  readonly value: string;
  readonly changedBy: string;
  readonly changedAt: Date;
}

const columns = { name: "name", value: "value", changedBy: "changed_by", changedAt: "changed_at" };

/** Those of the given names that administrators changed; locked until the transaction ends when it is to be saved. */
export async function storedSettings(
  db: Knex,
  names: readonly string[],
  lock: "locked" | "unlocked",
): Promise<Map<string, StoredSetting>> {
  const query = db("settings").select(columns).whereIn("name", names);
  const rows = (await (lock === "locked" ? query.forUpdate() : query)) as StoredSetting[];
  return new Map(rows.map((row) => [row.name, row]));
}

export async function storeSetting(
  db: Knex,
  { name, value, changedBy, changedAt }: StoredSetting,
): Promise<void> {
  const row = { value, changed_by: changedBy, changed_at: changedAt };
  await db("settings")
    .insert({ name, ...row })
    .onConflict("name")
    .merge(row);
}

/** Back to the default. */
export async function dropSetting(db: Knex, name: string): Promise<void> {
  await db("settings").where({ name }).delete();
}
