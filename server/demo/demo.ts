import type { Knex } from "knex";
import { transaction } from "../core/db.ts";
import { portalsChanged } from "../portals/index.ts";
import type { PortalContent } from "./content/content.ts";
import { demoPortals } from "./content/portals.ts";
import { claimsDefault, findPortal, insertPortal, setLastNumber } from "./installation.repository.ts";
import { insertAgents, insertContacts } from "./people.repository.ts";
import { type Person, type PlannedTicket, awake, planTicket } from "./plan.ts";
import { insertDesk, insertFront, insertSolutions } from "./portal.repository.ts";
import { insertTicket } from "./tickets.repository.ts";
import { type Random, seeded } from "./random.ts";

export interface DemoOptions {
  readonly portals: number;
  /** argon2 hash of the password that everybody of the demo signs in with. */
  readonly passwordHash: string;
  readonly now: Date;
  print(line: string): void;
}

/** What is there after a load, whether this run wrote it or an earlier one. */
export interface LoadedPortal {
  readonly id: number;
  readonly slug: string;
  readonly content: PortalContent;
  readonly isNew: boolean;
}

const requestsPerPortal = 75;
const days = 60;

/**
 * Loads the demo portals that are not there yet, each in one transaction: half a portal is never seen. Running it again adds nothing.
 * @returns the demo portals of the installation, the first one first.
 */
export async function loadDemo(db: Knex, options: DemoOptions): Promise<LoadedPortal[]> {
  const loaded: LoadedPortal[] = [];
  for (const { content, suffix } of demoPortals(options.portals)) {
    const found = await findPortal(db, content.slug);
    if (found) options.print(`${content.brand.name} is already there.`);
    const id = found ?? (await transaction({ db }, (tx) => loadPortal(tx.db, content, suffix, options)));
    if (!found)
      options.print(
        `Loaded ${content.brand.name}: ${requestsPerPortal} requests, ${content.solutions.length} solutions.`,
      );
    loaded.push({ id, slug: content.slug, content, isNew: !found });
  }
  portalsChanged();
  return loaded;
}

async function loadPortal(
  db: Knex,
  content: PortalContent,
  suffix: string,
  { passwordHash, now }: DemoOptions,
): Promise<number> {
  const portalId = await insertPortal(db, content, now);
  const scope = { db, portalId };
  await insertFront(scope, content, await claimsDefault(db), now);
  const agents = await insertAgents(scope, content, suffix, passwordHash, now);
  const contacts = await insertContacts(scope, content, suffix, passwordHash, now);
  const categories = await insertDesk(scope, content, now);
  await insertSolutions(
    scope,
    content,
    agents.map(({ id }) => id),
    now,
  );
  const tickets = planTickets(content, agents, contacts, now);
  for (const [index, ticket] of tickets.entries())
    await insertTicket(scope, ticket, index + 1, categories.get(ticket.category) ?? null);
  await setLastNumber(scope, tickets.length);
  return portalId;
}

/** Requests of the last 60 days, more of them lately, in the order in which they came. */
export function planTickets(
  content: PortalContent,
  agents: readonly Person[],
  contacts: readonly PlannedTicket["contact"][],
  now: Date,
): PlannedTicket[] {
  const random = seeded(content.slug);
  const moments = Array.from({ length: requestsPerPortal }, (_, index) => momentOf(index, random, now));
  const order = shuffled(
    Array.from({ length: requestsPerPortal }, (_, index) => index % content.scenarios.length),
    random,
  );
  return moments
    .sort((a, b) => a.getTime() - b.getTime())
    .map((createdAt, index) => {
      const scenario = content.scenarios[order[index] ?? 0];
      if (!scenario) throw new Error(`${content.slug} has no scenarios`);
      return planTicket(scenario, { random, contact: random.pick(contacts), agents, createdAt, now });
    });
}

function momentOf(index: number, random: Random, now: Date): Date {
  const share = (index / requestsPerPortal) ** 2.2;
  const at = awake(new Date(now.getTime() - (share * days + random.next()) * 86_400_000), 6, 21, random);
  return at > now ? new Date(now.getTime() - random.between(3, 90) * 60_000) : at;
}

function shuffled<T>(list: T[], random: Random): T[] {
  for (let last = list.length - 1; last > 0; last--) {
    const other = random.between(0, last);
    [list[last], list[other]] = [list[other] as T, list[last] as T];
  }
  return list;
}
