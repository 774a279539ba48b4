import type { Knex } from "knex";
import { cached } from "../core/cache.ts";
import type { Link } from "../core/http/area.ts";
import type { Front, Portal } from "./front.ts";

const columns = (db: Knex) =>
  db("customer_portals as c")
    .join("portals as p", "p.id", "c.portal_id")
    .leftJoin("customer_portal_images as i", (on) =>
      on.on("i.portal_id", "c.portal_id").andOn("i.customer_portal_id", "c.id").andOnVal("i.kind", "logo"),
    )
    .select({
      id: "c.id",
      portalId: "c.portal_id",
      portalSlug: "p.slug",
      portalState: "p.state",
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
      logoHash: "i.hash",
      updatedAt: "c.updated_at",
    });

interface FrontRow extends Omit<
  Front,
  "enabled" | "isDefault" | "headerLinks" | "footerLinks" | "guestsMayRead" | "guestsMaySubmit"
> {
  enabled: number;
  isDefault: number | null;
  headerLinks: string;
  footerLinks: string;
  guestsMayRead: number;
  guestsMaySubmit: number;
}

const toFront = (row: FrontRow): Front => ({
  ...row,
  enabled: row.enabled === 1,
  isDefault: row.isDefault === 1,
  headerLinks: JSON.parse(row.headerLinks) as Link[],
  footerLinks: JSON.parse(row.footerLinks) as Link[],
  guestsMayRead: row.guestsMayRead === 1,
  guestsMaySubmit: row.guestsMaySubmit === 1,
});

export const allFronts = async (db: Knex): Promise<Front[]> =>
  ((await columns(db).orderBy("c.name")) as FrontRow[]).map(toFront);

/** Where mail of this portal leads: its own default customer portal, or its first one; null while it has none. */
export async function frontOfPortal(db: Knex, portalId: number): Promise<Front | null> {
  const rows = (await columns(db)
    .where("c.portal_id", portalId)
    .orderByRaw("c.enabled DESC, c.default_marker IS NULL, c.id")
    .limit(1)) as FrontRow[];
  return rows[0] ? toFront(rows[0]) : null;
}

export const frontById = async (db: Knex, id: number): Promise<Front | null> => {
  const rows = (await columns(db).where("c.id", id)) as FrontRow[];
  return rows[0] ? toFront(rows[0]) : null;
};

/** How a request names a customer portal. */
type Address = `slug:${string}` | `host:${string}` | `id:${number}` | "default";

let database: Knex;
const byAddress = cached<Address, Front | null>("fronts", async (address) => {
  const query = columns(database);
  if (address === "default") query.where("c.default_marker", 1);
  else if (address.startsWith("slug:")) query.where("c.slug", address.slice(5));
  else if (address.startsWith("host:")) query.where("c.host", address.slice(5));
  else query.where("c.id", Number(address.slice(3)));
  const rows = (await query.limit(1)) as FrontRow[];
  return rows[0] ? toFront(rows[0]) : null;
});
const portalsBySlug = cached<string, Portal | null>("portals", async (slug) => {
  const row = (await database("portals")
    .where({ slug })
    .first("id", "slug", "name", "description", "state")) as Portal | undefined;
  return row ?? null;
});

/** The lookups below are asked on every request and answered from memory; called once by each process. */
export function usePortals(db: Knex): void {
  database = db;
}

export const frontBySlug = (slug: string) => byAddress.get(`slug:${slug}`);
export const frontByHost = (host: string) => byAddress.get(`host:${host.toLowerCase()}`);
export const defaultFront = () => byAddress.get("default");
/** The customer portal that a request is on (`req.area.customerPortalId`), from memory. */
export const frontInUse = (id: number | null) =>
  id === null ? Promise.resolve(null) : byAddress.get(`id:${id}`);
export const portalBySlug = (slug: string) => portalsBySlug.get(slug);

/** After any change to portals, customer portals or their pictures: every process looks again. */
export function portalsChanged(): void {
  byAddress.clear();
  portalsBySlug.clear();
}

/** A customer portal's picture; the bytes as they were checked when they came in. */
export async function frontImage(
  db: Knex,
  front: Pick<Front, "id" | "portalId">,
  kind: "logo",
): Promise<{ mediaType: string; hash: string; data: Buffer } | null> {
  const row = (await db("customer_portal_images")
    .where({ portal_id: front.portalId, customer_portal_id: front.id, kind })
    .first({ mediaType: "media_type", hash: "hash", data: "data" })) as
    { mediaType: string; hash: string; data: Buffer } | undefined;
  return row ?? null;
}
