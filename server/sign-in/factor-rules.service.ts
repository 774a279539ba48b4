import type { Knex } from "knex";
import { agentActor, contactsOfLogin, membershipsOfAgent } from "../accounts/index.ts";
import type { GlobalContext } from "../core/context.ts";
import { portalRules } from "./portal-rules.repository.ts";
import { agentsFactor, type Audience, contactsFactor, type FactorRule } from "./second-factor.settings.ts";

/** Who works here follows the agents' rules, everybody else the contacts'. */
export const audienceOf = async (db: Knex, loginId: number): Promise<Audience> =>
  (await agentActor(db, loginId, null)) ? "agents" : "contacts";

const strictness: readonly FactorRule[] = ["off", "optional", "required"];

/**
 * Whether this person may or must have a second step: the strictest rule of the portals that they have a place in, for one session opens
 * them all. A portal without a rule of its own has the installation's; so have administrators, who enter every portal.
 */
export async function factorRule({ db }: GlobalContext, loginId: number): Promise<FactorRule> {
  const agent = await agentActor(db, loginId, null);
  const audience: Audience = agent ? "agents" : "contacts";
  const standard = (agent ? agentsFactor : contactsFactor).get();
  const places = agent ? await membershipsOfAgent(db, agent.id) : await contactsOfLogin(db, loginId);
  if (places.length === 0) return standard;
  const portalIds = [...new Set(places.map(({ portalId }) => portalId))];
  const own = (await portalRules(db, portalIds)).filter((rule) => rule.audience === audience);
  const rules = own.map(({ rule }) => rule);
  if (own.length < portalIds.length || agent?.administrator) rules.push(standard);
  return strictness.findLast((rule) => rules.includes(rule)) ?? standard;
}
