import type { Scope } from "../core/context.ts";

export interface Category {
  readonly id: number;
  readonly name: string;
}

export const categoriesOf = ({ db, portalId }: Scope): Promise<Category[]> =>
  db("categories")
    .where({ portal_id: portalId })
    .orderBy(["position", "name"])
    .limit(200)
    .select("id", "name") as unknown as Promise<Category[]>;
