import type { Knex } from "knex";
import { one } from "../core/db.ts";
import type { Design, Look } from "../portals/index.ts";

export interface ListedFront {
  readonly id: number;
  readonly name: string;
  readonly slug: string;
  readonly host: string | null;
  readonly enabled: number;
  readonly isDefault: number | null;
  readonly portal: string;
  readonly createdAt: Date;
}

/** The default one first, then by name; continues after a name and its id. */
export const listFronts = (
  db: Knex,
  { after, limit }: { after: { name: string; id: number } | null; limit: number },
): Promise<ListedFront[]> => {
  const query = db("customer_portals as c")
    .join("portals as p", "p.id", "c.portal_id")
    .orderBy(["c.name", "c.id"])
    .limit(limit);
  if (after) query.whereRaw("(c.name, c.id) > (?, ?)", [after.name, after.id]);
  return query.select<ListedFront[]>({
    id: "c.id",
    name: "c.name",
    slug: "c.slug",
    host: "c.host",
    enabled: "c.enabled",
    isDefault: "c.default_marker",
    portal: "p.name",
    createdAt: "c.created_at",
  });
};

/** Those that a new one may take its look from, by name. */
export const frontNames = (db: Knex): Promise<{ id: number; name: string }[]> =>
  db("customer_portals").orderBy("name").limit(200).select("id", "name");

export interface LockedFront {
  readonly id: number;
  readonly portalId: number;
  readonly enabled: number;
  readonly isDefault: number | null;
}

/** Locked until the transaction ends, for rules that hang on it. @throws AppError 404 */
export const frontForUpdate = (db: Knex, id: number): Promise<LockedFront> =>
  one(
    db("customer_portals").where({ id }).forUpdate().select<LockedFront[]>({
      id: "id",
      portalId: "portal_id",
      enabled: "enabled",
      isDefault: "default_marker",
    }),
    "customer portal",
  );

export async function updateAddress(
  db: Knex,
  id: number,
  address: { slug: string; host: string | null; supportContact: string },
  now: Date,
): Promise<void> {
  await db("customer_portals").where({ id }).update({
    slug: address.slug,
    host: address.host,
    support_contact: address.supportContact,
    updated_at: now,
  });
}

export async function setFrontEnabled(db: Knex, id: number, enabled: boolean, now: Date): Promise<void> {
  await db("customer_portals").where({ id }).update({ enabled, updated_at: now });
}

/** Moves the mark; in a transaction, because the unique key allows one only. */
export async function setDefaultFront(db: Knex, id: number, now: Date): Promise<void> {
  await db("customer_portals").whereNotNull("default_marker").update({ default_marker: null });
  await db("customer_portals").where({ id }).update({ default_marker: 1, updated_at: now });
}

export async function deleteFront(db: Knex, id: number): Promise<void> {
  await db("customer_portals").where({ id }).delete();
}

/** Puts a design into force: the columns that other code reads, the rest beside them, and its pictures. */
export async function applyDesign(
  db: Knex,
  front: { id: number; portalId: number },
  design: Design,
  now: Date,
): Promise<void> {
  const look: Look = {
    colors: design.colors,
    font: design.font,
    headingFont: design.headingFont,
    theme: design.theme,
    blocks: design.blocks,
    links: design.links,
    sections: design.sections,
    guestTopics: design.guestTopics,
    indexable: design.indexable,
    consentText: design.consentText,
    tokens: design.tokens,
  };
  await db("customer_portals")
    .where({ id: front.id })
    .update({
      name: design.name,
      brand_color: design.colors.brand,
      header_color: design.colors.headerBg,
      link_color: design.colors.link,
      welcome_title: design.welcomeTitle,
      welcome_text: design.welcomeText,
      footer_text: design.footerText,
      header_links: JSON.stringify(design.headerLinks),
      footer_links: JSON.stringify(design.footerLinks),
      guests_may_read: design.guestsMayRead,
      guests_may_submit: design.guestsMaySubmit,
      look: JSON.stringify(look),
      updated_at: now,
    });
  const scope = { portal_id: front.portalId, customer_portal_id: front.id };
  for (const kind of ["logo", "favicon"] as const) {
    await db("customer_portal_images")
      .where({ ...scope, kind })
      .delete();
    if (design[kind] !== null)
      await db.raw(
        `INSERT INTO customer_portal_images (portal_id, customer_portal_id, kind, media_type, hash, data)
         SELECT portal_id, customer_portal_id, ?, media_type, hash, data FROM customer_portal_pictures
         WHERE portal_id = ? AND customer_portal_id = ? AND hash = ?`,
        [kind, front.portalId, front.id, design[kind]],
      );
  }
}
