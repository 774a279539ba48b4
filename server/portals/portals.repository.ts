import type { Knex } from "knex";
import { cached } from "../core/cache.ts";
import { first, one } from "../core/db.ts";
import type { Portal, PortalState } from "./portal.ts";

const columns = {
  id: "id",
  slug: "slug",
  name: "name",
  description: "description",
  state: "state",
  ownerId: "owner_id",
  timeZone: "time_zone",
  language: "language",
  currency: "currency",
  dateFormat: "date_format",
  hourFormat: "hour_format",
};

export const allPortals = async (db: Knex): Promise<Portal[]> =>
  db("portals").orderBy("name").select<Portal[]>(columns);

/** @throws AppError 404 */
export const portalById = (db: Knex, id: number): Promise<Portal> =>
  one(db("portals").where({ id }).select<Portal[]>(columns), "portal");

/** Locked until the transaction ends. @throws AppError 404 */
export const portalForUpdate = (db: Knex, id: number): Promise<Portal> =>
  one(db("portals").where({ id }).forUpdate().select<Portal[]>(columns), "portal");

export const firstPortal = (db: Knex): Promise<Portal | null> =>
  first(db("portals").orderBy("id").limit(1).select<Portal[]>(columns));

let database: Knex;
const portalsBySlug = cached<string, Portal | null>("portals", (slug) =>
  first(database("portals").where({ slug }).select<Portal[]>(columns)),
);

/** `portalBySlug` is asked on every request and answered from memory; called once by each process. */
export function usePortalRows(db: Knex): void {
  database = db;
}
export const portalBySlug = (slug: string) => portalsBySlug.get(slug);
export const forgetPortals = (): void => portalsBySlug.clear();

export type PortalRow = Omit<Portal, "id">;

const rowOf = ({ ownerId, timeZone, dateFormat, hourFormat, ...same }: Partial<PortalRow>) => ({
  ...same,
  ...(ownerId === undefined ? {} : { owner_id: ownerId }),
  ...(timeZone === undefined ? {} : { time_zone: timeZone }),
  ...(dateFormat === undefined ? {} : { date_format: dateFormat }),
  ...(hourFormat === undefined ? {} : { hour_format: hourFormat }),
});

export async function insertPortal(
  db: Knex,
  portal: Partial<PortalRow> & { slug: string; name: string; state: PortalState },
  now: Date,
): Promise<number> {
  const [id] = (await db("portals").insert({ ...rowOf(portal), created_at: now, updated_at: now })) as [
    number,
  ];
  return id;
}

export async function updatePortal(
  db: Knex,
  id: number,
  portal: Partial<PortalRow>,
  now: Date,
): Promise<void> {
  await db("portals")
    .where({ id })
    .update({ ...rowOf(portal), updated_at: now });
}

export async function insertCategories(db: Knex, portalId: number, names: readonly string[]): Promise<void> {
  await db("categories").insert(names.map((name, position) => ({ portal_id: portalId, name, position })));
}

/** Whom a portal may belong to: every agent who is not disabled, by name. */
export const possibleOwners = (db: Knex): Promise<{ id: number; name: string }[]> =>
  db("agents").whereNull("disabled_at").orderBy("name").limit(2000).select("id", "name");

/** The owner works in the portal: without a role in it they get that of its administrator. */
export async function giveOwnerRole(db: Knex, portalId: number, agentId: number, now: Date): Promise<void> {
  await db("portal_members")
    .insert({ portal_id: portalId, agent_id: agentId, role: "administrator", created_at: now })
    .onConflict(["portal_id", "agent_id"])
    .ignore();
}

/** True for one process at a time until the transaction ends; the others wait. */
export async function lockFirstRun(db: Knex): Promise<void> {
  await db.raw("SELECT GET_LOCK('holdfast.first-run', 60)");
}
export async function unlockFirstRun(db: Knex): Promise<void> {
  await db.raw("SELECT RELEASE_LOCK('holdfast.first-run')");
}
