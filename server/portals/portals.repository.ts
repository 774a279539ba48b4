import type { Knex } from "knex";
import { first, one } from "../core/db.ts";
import type { Link } from "../core/http/area.ts";
import type { Portal, PortalState } from "./front.ts";

const columns = ["id", "slug", "name", "description", "state"] as const;

export const allPortals = async (db: Knex): Promise<Portal[]> =>
  db("portals")
    .orderBy("name")
    .select<Portal[]>(...columns);

/** @throws AppError 404 */
export const portalById = (db: Knex, id: number): Promise<Portal> =>
  one(
    db("portals")
      .where({ id })
      .select<Portal[]>(...columns),
    "portal",
  );

export const firstPortal = (db: Knex): Promise<Portal | null> =>
  first(
    db("portals")
      .orderBy("id")
      .limit(1)
      .select<Portal[]>(...columns),
  );

interface PortalRow {
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly state: PortalState;
}

export async function insertPortal(db: Knex, portal: PortalRow, now: Date): Promise<number> {
  const [id] = (await db("portals").insert({ ...portal, created_at: now, updated_at: now })) as [number];
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
    .update({ ...portal, updated_at: now });
}

export async function insertCategories(db: Knex, portalId: number, names: readonly string[]): Promise<void> {
  await db("categories").insert(names.map((name, position) => ({ portal_id: portalId, name, position })));
}

export interface FrontLook {
  readonly name: string;
  readonly slug: string;
  readonly host: string | null;
  readonly brandColor: string;
  readonly headerColor: string;
  readonly linkColor: string;
  readonly welcomeTitle: string;
  readonly welcomeText: string;
  readonly footerText: string;
  readonly supportContact: string;
  readonly headerLinks: readonly Link[];
  readonly footerLinks: readonly Link[];
  readonly guestsMayRead: boolean;
  readonly guestsMaySubmit: boolean;
}

export async function insertFront(
  db: Knex,
  front: { portalId: number; slug: string; name: string; isDefault: boolean },
  now: Date,
): Promise<number> {
  const [id] = (await db("customer_portals").insert({
    portal_id: front.portalId,
    slug: front.slug,
    name: front.name,
    default_marker: front.isDefault ? 1 : null,
    header_links: "[]",
    footer_links: "[]",
    created_at: now,
    updated_at: now,
  })) as [number];
  return id;
}

export async function updateFront(db: Knex, id: number, look: FrontLook, now: Date): Promise<void> {
  await db("customer_portals")
    .where({ id })
    .update({
      name: look.name,
      slug: look.slug,
      host: look.host,
      brand_color: look.brandColor,
      header_color: look.headerColor,
      link_color: look.linkColor,
      welcome_title: look.welcomeTitle,
      welcome_text: look.welcomeText,
      footer_text: look.footerText,
      support_contact: look.supportContact,
      header_links: JSON.stringify(look.headerLinks),
      footer_links: JSON.stringify(look.footerLinks),
      guests_may_read: look.guestsMayRead,
      guests_may_submit: look.guestsMaySubmit,
      updated_at: now,
    });
}

export async function renameFront(db: Knex, id: number, name: string, now: Date): Promise<void> {
  await db("customer_portals").where({ id }).update({ name, updated_at: now });
}

export async function setFrontEnabled(db: Knex, id: number, enabled: boolean, now: Date): Promise<void> {
  await db("customer_portals").where({ id }).update({ enabled, updated_at: now });
}

/** The row of a customer portal, locked, for rules that hang on it. */
export const frontForUpdate = (
  db: Knex,
  id: number,
): Promise<{ id: number; portalId: number; enabled: number; isDefault: number | null }> =>
  one(
    db("customer_portals")
      .where({ id })
      .forUpdate()
      .select<{ id: number; portalId: number; enabled: number; isDefault: number | null }[]>({
        id: "id",
        portalId: "portal_id",
        enabled: "enabled",
        isDefault: "default_marker",
      }),
    "customer portal",
  );

/** Moves the mark; in a transaction, because the unique key allows one only. */
export async function setDefaultFront(db: Knex, id: number, now: Date): Promise<void> {
  await db("customer_portals").whereNotNull("default_marker").update({ default_marker: null });
  await db("customer_portals").where({ id }).update({ default_marker: 1, updated_at: now });
}

export async function saveLogo(
  db: Knex,
  front: { id: number; portalId: number },
  logo: { mediaType: string; hash: string; data: Buffer },
): Promise<void> {
  const row = { media_type: logo.mediaType, hash: logo.hash, data: logo.data };
  await db("customer_portal_images")
    .insert({ portal_id: front.portalId, customer_portal_id: front.id, kind: "logo", ...row })
    .onConflict(["portal_id", "customer_portal_id", "kind"])
    .merge(row);
}

export async function deleteLogo(db: Knex, front: { id: number; portalId: number }): Promise<void> {
  await db("customer_portal_images")
    .where({ portal_id: front.portalId, customer_portal_id: front.id, kind: "logo" })
    .delete();
}

/** True for one process at a time until the transaction ends; the others wait. */
export async function lockFirstRun(db: Knex): Promise<void> {
  await db.raw("SELECT GET_LOCK('holdfast.first-run', 60)");
}
export async function unlockFirstRun(db: Knex): Promise<void> {
  await db.raw("SELECT RELEASE_LOCK('holdfast.first-run')");
}
