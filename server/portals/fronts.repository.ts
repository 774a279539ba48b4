import type { Knex } from "knex";
import { cached } from "../core/cache.ts";
import type { Area, Link } from "../core/http/area.ts";
import { type Front, lookOf } from "./front.ts";
import { signUpRule } from "./sign-up-rule.ts";
import { forgetPortals, usePortalRows } from "./portals.repository.ts";

const imageJoin = (alias: string) =>
  `LEFT JOIN customer_portal_images ${alias}
   ON ${alias}.portal_id = c.portal_id AND ${alias}.customer_portal_id = c.id AND ${alias}.kind = ?`;

const columns = (db: Knex) =>
  db("customer_portals as c")
    .join("portals as p", "p.id", "c.portal_id")
    .joinRaw(imageJoin("i"), ["logo"])
    .joinRaw(imageJoin("f"), ["favicon"])
    .select({
      id: "c.id",
      portalId: "c.portal_id",
      portalSlug: "p.slug",
      portalState: "p.state",
      portalOwnerId: "p.owner_id",
      timeZone: "p.time_zone",
      language: "p.language",
      dateFormat: "p.date_format",
      hourFormat: "p.hour_format",
      slug: "c.slug",
      host: "c.host",
      name: "c.name",
      enabled: "c.enabled",
      isDefault: "c.default_marker",
      brandColor: "c.brand_color",
      headerColor: "c.header_color",
      linkColor: "c.link_color",
      welcomeTitle: "c.welcome_title",
      welcomeText: "c.welcome_text",
      footerText: "c.footer_text",
      supportContact: "c.support_contact",
      headerLinks: "c.header_links",
      footerLinks: "c.footer_links",
      guestsMayRead: "c.guests_may_read",
      guestsMaySubmit: "c.guests_may_submit",
      look: "c.look",
      signUp: "c.sign_up",
      logoHash: "i.hash",
      faviconHash: "f.hash",
    });

interface FrontRow extends Omit<
  Front,
  | "enabled"
  | "isDefault"
  | "headerLinks"
  | "footerLinks"
  | "guestsMayRead"
  | "guestsMaySubmit"
  | "look"
  | "signUp"
> {
  enabled: number;
  isDefault: number | null;
  headerLinks: string;
  footerLinks: string;
  guestsMayRead: number;
  guestsMaySubmit: number;
  look: string | null;
  signUp: string | null;
}

const toFront = (row: FrontRow): Front => ({
  ...row,
  enabled: row.enabled === 1,
  isDefault: row.isDefault === 1,
  headerLinks: JSON.parse(row.headerLinks) as Link[],
  footerLinks: JSON.parse(row.footerLinks) as Link[],
  guestsMayRead: row.guestsMayRead === 1,
  guestsMaySubmit: row.guestsMaySubmit === 1,
  look: lookOf(row.look, row),
  signUp: signUpRule(row.signUp),
});
const firstFront = async (query: PromiseLike<unknown>): Promise<Front | null> => {
  const [row] = (await query) as FrontRow[];
  return row ? toFront(row) : null;
};

/** Where mail of this portal leads: its own default customer portal, or its first one; null while it has none. */
export const frontOfPortal = (db: Knex, portalId: number): Promise<Front | null> =>
  firstFront(
    columns(db)
      .where("c.portal_id", portalId)
      .orderByRaw("c.enabled DESC, c.default_marker IS NULL, c.id")
      .limit(1),
  );

/** As it is stored at this moment, not from memory. */
export const frontById = (db: Knex, id: number): Promise<Front | null> =>
  firstFront(columns(db).where("c.id", id));

/** How a request names a customer portal. */
type Address = `slug:${string}` | `host:${string}` | `id:${number}` | "default";

let database: Knex;
const byAddress = cached<Address, Front | null>("fronts", (address) => {
  const query = columns(database);
  if (address === "default") query.where("c.default_marker", 1);
  else if (address.startsWith("slug:")) query.where("c.slug", address.slice(5));
  else if (address.startsWith("host:")) query.where("c.host", address.slice(5));
  else query.where("c.id", Number(address.slice(3)));
  return firstFront(query.limit(1));
});

/** The lookups below are asked on every request and answered from memory; called once by each process. */
export function usePortals(db: Knex): void {
  database = db;
  usePortalRows(db);
}

export const frontBySlug = (slug: string) => byAddress.get(`slug:${slug}`);
export const frontByHost = (host: string) => byAddress.get(`host:${host.toLowerCase()}`);
export const defaultFront = () => byAddress.get("default");
/** The customer portal that a request is on (`req.area.customerPortalId`), from memory. */
export const frontInUse = (id: number | null) =>
  id === null ? Promise.resolve(null) : byAddress.get(`id:${id}`);

/** After any change to portals, customer portals or their pictures: every process looks again. */
export function portalsChanged(): void {
  byAddress.clear();
  forgetPortals();
}

export type ImageKind = "logo" | "favicon";

/** A customer portal's picture; the bytes as they were checked when they came in. */
export async function frontImage(
  db: Knex,
  front: Pick<Front, "id" | "portalId">,
  kind: ImageKind,
): Promise<{ mediaType: string; hash: string; data: Buffer } | null> {
  const row = (await db("customer_portal_images")
    .where({ portal_id: front.portalId, customer_portal_id: front.id, kind })
    .first({ mediaType: "media_type", hash: "hash", data: "data" })) as
    { mediaType: string; hash: string; data: Buffer } | undefined;
  return row ?? null;
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

export async function renameFront(db: Knex, id: number, name: string, now: Date): Promise<void> {
  await db("customer_portals").where({ id }).update({ name, updated_at: now });
}

export const countFronts = async (db: Knex): Promise<number> =>
  Number((await db("customer_portals").count({ count: "*" }).first())?.count ?? 0);

const previewed = new WeakMap<object, Front>();

/** A preview shows a design that is not published: what asks for the area's customer portal gets this one. */
export function previewFront(area: Pick<Area, "customerPortalId">, front: Front): void {
  previewed.set(area, front);
}

/** The customer portal that an area is of, as `frontInUse`; in a preview with the design that is previewed. */
export const frontOfArea = (area: Pick<Area, "customerPortalId">): Promise<Front | null> => {
  const front = previewed.get(area);
  return front ? Promise.resolve(front) : frontInUse(area.customerPortalId);
};
