import type { Knex } from "knex";
import type { Scope } from "../core/context.ts";
import type { PortalContent } from "./content/content.ts";
import { demoPortals } from "./content/portals.ts";

/** The id of a portal by its slug, or null. */
export async function findPortal(db: Knex, slug: string): Promise<number | null> {
  const row = await db<{ id: number; slug: string }>("portals").where({ slug }).first("id");
  return row?.id ?? null;
}

export async function insertPortal(db: Knex, { slug, brand }: PortalContent, now: Date): Promise<number> {
  const row = {
    slug,
    name: brand.name,
    description: brand.description,
    state: "production",
    created_at: now,
    updated_at: now,
  };
  const [id] = (await db("portals").insert(row)) as [number];
  return id;
}

export async function setLastNumber({ db, portalId }: Scope, number: number): Promise<void> {
  await db("ticket_numbers").insert({ portal_id: portalId, last_number: number });
}

/**
 * Whether a new customer portal may be the default one: when there is none, or when the default one belongs to the empty portal of a
 * fresh installation. That one then steps back.
 */
export async function claimsDefault(db: Knex): Promise<boolean> {
  const current = await db<{ id: number; portal_id: number; default_marker: number }>("customer_portals")
    .where({ default_marker: 1 })
    .first("id", "portal_id");
  if (!current) return true;
  if ((await whatIsIn(db, current.portal_id)) !== null) return false;
  await db("customer_portals").where({ id: current.id }).update({ default_marker: null });
  return true;
}

export const maxPortals = 50;

/**
 * What the installation holds that the demo did not write, in words; null for a fresh installation or one with the demo only.
 */
export async function realData(db: Knex): Promise<string | null> {
  const demo = new Map(
    demoPortals(maxPortals).map(({ content }) => [content.slug, content.brand.description]),
  );
  const portals = await db<{
    id: number;
    slug: string;
    name: string;
    description: string;
  }>("portals").select("id", "slug", "name", "description");
  for (const { id, slug, name, description } of portals) {
    if (demo.get(slug) === description) continue;
    if (demo.has(slug)) return `the portal ${name} has the address of a demo portal, /portal/${slug}`;
    const found = await whatIsIn(db, id);
    if (found) return `the portal ${name} has ${found}`;
  }
  return null;
}

async function whatIsIn(db: Knex, portalId: number): Promise<string | null> {
  for (const [table, words] of [
    ["tickets", "requests"],
    ["contacts", "contacts"],
    ["accounts", "accounts"],
    ["solutions", "solutions"],
  ] as const)
    if (await db(table).where({ portal_id: portalId }).first("id")) return words;
  return null;
}

/** Which customer portal answers at "/". */
export async function defaultSlug(db: Knex): Promise<string | null> {
  const row = await db<{ slug: string; default_marker: number }>("customer_portals")
    .where({ default_marker: 1 })
    .first("slug");
  return row?.slug ?? null;
}
