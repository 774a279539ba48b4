import { randomBytes } from "node:crypto";
import type { Knex } from "knex";

// What a portal publishes, for tests: topics, solutions, announcements.
const unique = () => randomBytes(4).toString("hex");
const now = () => new Date();

async function insert(db: Knex, table: string, row: Record<string, unknown>): Promise<number> {
  const [id] = (await db(table).insert(row)) as [number];
  return id;
}

export async function aTopic(
  db: Knex,
  given: { portalId: number; name?: string; parentId?: number | null; position?: number },
) {
  const name = given.name ?? `Topic ${unique()}`;
  const row = {
    portal_id: given.portalId,
    parent_id: given.parentId ?? null,
    name,
    position: given.position ?? 0,
  };
  return { id: await insert(db, "topics", row), name };
}

/** A published, public solution unless told otherwise; not in the search index. */
export async function aSolution(
  db: Knex,
  given: {
    portalId: number;
    topicId: number;
    title?: string;
    body?: string;
    summary?: string;
    state?: string;
    audience?: string;
    views?: number;
    at?: Date;
  },
) {
  const title = given.title ?? `Solution ${unique()}`;
  const at = given.at ?? now();
  const id = await insert(db, "solutions", {
    portal_id: given.portalId,
    topic_id: given.topicId,
    title,
    summary: given.summary ?? "",
    body_html: given.body ?? "<p>Do this.</p>",
    state: given.state ?? "published",
    audience: given.audience ?? "public",
    views: given.views ?? 0,
    author_id: 0,
    created_at: at,
    updated_at: at,
  });
  return { id, title, portalId: given.portalId };
}

/** A public announcement in force, unless told otherwise. */
export async function anAnnouncement(
  db: Knex,
  given: {
    portalId: number;
    title?: string;
    body?: string;
    audience?: string;
    pinned?: boolean;
    startsAt?: Date;
    endsAt?: Date | null;
  },
) {
  const title = given.title ?? `Announcement ${unique()}`;
  const id = await insert(db, "announcements", {
    portal_id: given.portalId,
    title,
    body_html: given.body ?? "<p>Something happens.</p>",
    audience: given.audience ?? "public",
    pinned: given.pinned ?? false,
    starts_at: given.startsAt ?? now(),
    ends_at: given.endsAt ?? null,
    created_at: now(),
    updated_at: now(),
  });
  return { id, title };
}
