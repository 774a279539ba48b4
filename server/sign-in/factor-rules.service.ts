import type { Knex } from "knex";
import { agentActor } from "../accounts/index.ts";
import type { GlobalContext } from "../core/context.ts";
import { agentsFactor, type Audience, contactsFactor, type FactorRule } from "./second-factor.settings.ts";

/** Who works here follows the agents' rules, everybody else the contacts'. */
export const audienceOf = async (db: Knex, loginId: number): Promise<Audience> =>
  (await agentActor(db, loginId, null)) ? "agents" : "contacts";

/** Whether this person may or must have a second step. */
export async function factorRule({ db }: GlobalContext, loginId: number): Promise<FactorRule> {
  return ((await audienceOf(db, loginId)) === "agents" ? agentsFactor : contactsFactor).get();
}
