import type { Knex } from "knex";
import type { Audience, FactorRule } from "./second-factor.settings.ts";

export interface PortalRule {
  readonly portalId: number;
  readonly audience: Audience;
  readonly rule: FactorRule;
}

const columns = { portalId: "portal_id", audience: "audience", rule: "rule" };

/** Those that differ from the installation's, of all portals or of some. */
export const portalRules = (db: Knex, portalIds?: readonly number[]): Promise<PortalRule[]> => {
  const query = db("portal_factor_rules").select<PortalRule[]>(columns);
  return portalIds ? query.whereIn("portal_id", portalIds) : query;
};

/** Null: as the installation. */
export async function setPortalRule(
  db: Knex,
  { portalId, audience }: Pick<PortalRule, "portalId" | "audience">,
  rule: FactorRule | null,
): Promise<void> {
  const key = { portal_id: portalId, audience };
  if (rule === null) await db("portal_factor_rules").where(key).delete();
  else
    await db("portal_factor_rules")
      .insert({ ...key, rule })
      .onConflict(["portal_id", "audience"])
      .merge({ rule });
}
