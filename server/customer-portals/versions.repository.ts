import type { Knex } from "knex";
import { first } from "../core/db.ts";
import { type Design, storedDesign } from "../portals/index.ts";
import type { FrontKey } from "./drafts.repository.ts";

/** A design as it was published. */
export interface Version {
  readonly number: number;
  readonly design: Design;
  /** The version that came back with it; null for a new design. */
  readonly cameFrom: number | null;
  readonly publishedBy: string;
  readonly publishedAt: Date;
}

const of = ({ id, portalId }: FrontKey) => ({ portal_id: portalId, customer_portal_id: id });
const columns = {
  number: "number",
  design: "design",
  cameFrom: "came_from",
  publishedBy: "published_by",
  publishedAt: "published_at",
};
interface VersionRow extends Omit<Version, "design"> {
  readonly design: string;
}
const toVersion = (row: VersionRow): Version => ({ ...row, design: storedDesign(row.design) });

/** Newest first. */
export const versionsOf = async (db: Knex, front: FrontKey): Promise<Version[]> =>
  (
    await db("customer_portal_versions")
      .where(of(front))
      .orderBy("number", "desc")
      .select<VersionRow[]>(columns)
  ).map(toVersion);

export async function versionOf(db: Knex, front: FrontKey, number: number): Promise<Version | null> {
  const row = await first(
    db("customer_portal_versions")
      .where({ ...of(front), number })
      .select<VersionRow[]>(columns),
  );
  return row && toVersion(row);
}

export async function insertVersion(db: Knex, front: FrontKey, version: Version): Promise<void> {
  await db("customer_portal_versions").insert({
    ...of(front),
    number: version.number,
    design: JSON.stringify(version.design),
    came_from: version.cameFrom,
    published_by: version.publishedBy,
    published_at: version.publishedAt,
  });
}

export const dropVersionsUpTo = async (db: Knex, front: FrontKey, number: number): Promise<void> =>
  void (await db("customer_portal_versions").where(of(front)).where("number", "<=", number).delete());
