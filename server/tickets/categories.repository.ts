import type { Knex } from "knex";
import type { Scope } from "../core/context.ts";
import { prepared } from "../core/db.ts";

export interface Category {
  readonly id: number;
  readonly name: string;
}

export const categoriesOf = ({ db, portalId }: Scope): Promise<Category[]> =>
  prepared(db, "SELECT id, name FROM categories WHERE portal_id = ? ORDER BY position, name LIMIT 200", [
    portalId,
  ]);

/** Categories and canned replies of one portal again in another. */
export async function copyTexts(db: Knex, from: number, to: number): Promise<void> {
  await db.raw(
    "INSERT INTO categories (portal_id, name, position) SELECT ?, name, position FROM categories WHERE portal_id = ?",
    [to, from],
  );
  await db.raw(
    `INSERT INTO canned_replies (portal_id, title, body_html, updated_at)
     SELECT ?, title, body_html, updated_at FROM canned_replies WHERE portal_id = ?`,
    [to, from],
  );
}
