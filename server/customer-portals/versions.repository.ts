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
const described = {
  number: "number",
  cameFrom: "came_from",
  publishedBy: "published_by",
  publishedAt: "published_at",
};
const columns = { ...described, design: "design" };
interface VersionRow extends Omit<Version, "design"> {
  readonly design: string;
}
const toVersion = (row: VersionRow): Version => ({ ...row, design: storedDesign(row.design) });

/** Newest first, without the designs themselves: there may be fifty long ones. */
export const versionsOf = (db: Knex, front: FrontKey): Promise<Omit<Version, "design">[]> =>
  db("customer_portal_versions").where(of(front)).orderBy("number", "desc").select<Version[]>(described);

/** The hashes of the pictures that drafts and versions name. */
export async function picturesNamed(db: Knex, front: FrontKey): Promise<string[]> {
  const named = (table: string) =>
    db(table)
      .where(of(front))
      .select<{ logo: string | null; favicon: string | null }[]>(
        db.raw("JSON_VALUE(design, '$.logo') AS logo"),
        db.raw("JSON_VALUE(design, '$.favicon') AS favicon"),
      );
  const rows = [...(await named("customer_portal_versions")), ...(await named("customer_portal_drafts"))];
  return [...new Set(rows.flatMap(({ logo, favicon }) => [logo, favicon]).filter((hash) => hash !== null))];
}

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
