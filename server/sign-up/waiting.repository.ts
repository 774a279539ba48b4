import type { Knex } from "knex";
import { cached } from "../core/cache.ts";
import type { Scope } from "../core/context.ts";

let database: Knex;
const waiting = cached<number, number | null>("sign-ups", async (portalId) => {
  const [row] = (await database("sign_ups")
    .where({ portal_id: portalId, state: "waiting" })
    .count({ n: "*" })) as [{ n: number }];
  const count = Number(row.n);
  if (count > 0) return count;
  const rules = await database("customer_portals")
    .where({ portal_id: portalId })
    .pluck<(string | null)[]>("sign_up");
  return rules.some((rule) => rule?.includes('"approval"')) ? 0 : null;
});

/** How many wait for an agent of the portal; null where nobody can. Asked with every page of the desk, so from memory. */
export function waitingCount({ db, portalId }: Scope): Promise<number | null> {
  database = db;
  return waiting.get(portalId);
}

/** Somebody joined those who wait, or was answered: every process counts anew. */
export const waitingChanged = (): void => waiting.clear();
