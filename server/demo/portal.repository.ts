import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { htmlToText } from "../core/html.ts";
import { replaceText } from "../search/index.ts";
import type { Scope } from "../core/context.ts";
import { projectRoot } from "../core/project.ts";
import type { PortalContent } from "./content/content.ts";
import { html } from "./markup.ts";

/** A file that comes with the demo. */
export const demoFile = (name: string) => readFile(join(projectRoot, "server/demo/files", name));
const daysBefore = (now: Date, days: number) => new Date(now.getTime() - days * 86_400_000);

export interface Insert {
  (table: string, row: Record<string, unknown>): Promise<number>;
}
/** Inserts one row of this portal and returns its id. */
export const inserter =
  ({ db, portalId }: Scope): Insert =>
  async (table, row) => {
    const [id] = (await db(table).insert({ portal_id: portalId, ...row })) as [number];
    return id;
  };

/** The public front of a demo portal: look, words and logo. */
export async function insertFront(
  scope: Scope,
  { slug, brand }: PortalContent,
  isDefault: boolean,
  now: Date,
): Promise<void> {
  const insert = inserter(scope);
  const id = await insert("customer_portals", {
    slug,
    name: brand.name,
    default_marker: isDefault ? 1 : null,
    brand_color: brand.brandColor,
    header_color: brand.headerColor,
    link_color: brand.linkColor,
    welcome_title: brand.welcomeTitle,
    welcome_text: brand.welcomeText,
    footer_text: brand.footerText,
    support_contact: brand.supportContact,
    header_links: JSON.stringify(brand.headerLinks),
    footer_links: JSON.stringify(brand.footerLinks),
    created_at: now,
    updated_at: now,
  });
  const data = await demoFile(brand.logo);
  const hash = createHash("sha256").update(data).digest("hex").slice(0, 16);
  await insert("customer_portal_images", {
    customer_portal_id: id,
    kind: "logo",
    media_type: "image/png",
    hash,
    data,
  });
}

/** Categories, canned replies and announcements. @returns the ids of the categories by name. */
export async function insertDesk(
  scope: Scope,
  content: PortalContent,
  now: Date,
): Promise<Map<string, number>> {
  const insert = inserter(scope);
  const categories = new Map<string, number>();
  for (const [position, name] of content.categories.entries())
    categories.set(name, await insert("categories", { name, position }));
  for (const { title, text } of content.cannedReplies)
    await insert("canned_replies", { title, body_html: html(text), updated_at: now });
  for (const { title, text, audience, pinned = false, daysAgo } of content.announcements) {
    const at = daysBefore(now, daysAgo);
    await insert("announcements", {
      title,
      body_html: html(text),
      audience,
      pinned,
      starts_at: at,
      created_at: at,
      updated_at: at,
    });
  }
  return categories;
}

/** Topics and solutions, with what they are found by. */
export async function insertSolutions(
  scope: Scope,
  content: PortalContent,
  authors: readonly number[],
  now: Date,
): Promise<void> {
  const insert = inserter(scope);
  const topics = new Map<string, number>();
  for (const [index, solution] of content.solutions.entries()) {
    let topicId = topics.get(solution.topic);
    if (!topicId)
      topics.set(
        solution.topic,
        (topicId = await insert("topics", { name: solution.topic, position: topics.size })),
      );
    const views = solution.draft ? 0 : 40 + ((index * 7919) % 900);
    const body = html(solution.text);
    const id = await insert("solutions", {
      topic_id: topicId,
      title: solution.title,
      summary: solution.summary,
      body_html: body,
      state: solution.draft ? "draft" : "published",
      audience: solution.audience ?? "public",
      views,
      helpful: Math.floor(views / 6),
      unhelpful: Math.floor(views / 45),
      author_id: authors[index % authors.length],
      created_at: daysBefore(now, 300 - index * 9),
      updated_at: daysBefore(now, 60 - index * 3),
    });
    const found = [solution.title, solution.summary, solution.topic, htmlToText(body)];
    await replaceText(scope, "solution", id, found.join("\n"));
  }
}
