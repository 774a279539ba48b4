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
