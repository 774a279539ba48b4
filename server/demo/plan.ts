// A request is planned before a row is written: who says what when, and what that does to the request. What would lie in the future has
// not happened yet, so recent requests are open and old ones are closed without anybody saying so.
import { dueAt, isOpen, type Priority, type Status, statusAfterReply } from "../tickets/index.ts";
import type { Scenario } from "./content/content.ts";
import type { Random } from "./random.ts";
import { chooseWords, fillIn, type Message, messagesOf } from "./talk.ts";

export interface Person {
  readonly id: number;
  readonly name: string;
}
export interface Said {
  readonly by: "contact" | "agent" | "note";
  readonly person: Person;
  readonly html: string;
  readonly at: Date;
}
export interface Changed {
  readonly field: "status" | "assignee" | "priority";
  readonly from: string | null;
  readonly to: string | null;
  readonly by: "contact" | "agent";
  readonly person: Person;
  readonly at: Date;
}
export interface PlannedTicket {
  readonly subject: string;
  readonly category: string;
  readonly contact: Person & { readonly accountId: number | null };
  readonly assignee: Person | null;
  readonly status: Status;
  readonly priority: Priority;
  readonly said: readonly Said[];
  readonly changes: readonly Changed[];
  readonly file: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly dueAt: Date;
  readonly closedAt: Date | null;
}

interface Situation {
  readonly random: Random;
  readonly contact: PlannedTicket["contact"];
  readonly agents: readonly Person[];
  readonly createdAt: Date;
  readonly now: Date;
}

const minute = 60_000;
const hour = 60 * minute;

/** Plans one request from its first message to as far as it has got. */
export function planTicket(
  scenario: Scenario,
  { random, contact, agents, createdAt, now }: Situation,
): PlannedTicket {
  const words = chooseWords(scenario, random);
  const all = messagesOf(scenario, words);
  const recent = now.getTime() - createdAt.getTime() < 21 * 24 * hour;
  const until = recent && random.chance(0.5) ? standstill(all, random) : all.length;
  const agent = random.pick(agents);

  const said: Said[] = [];
  const changes: Changed[] = [];
  let status: Status = "open";
  let assignee: Person | null = null;
  let at = createdAt;
  const change = (by: Changed["by"], person: Person, to: Status) => {
    if (to !== status) changes.push({ field: "status", from: status, to, by, person, at });
    status = to;
  };
  const assign = () => {
    changes.push({ field: "assignee", from: null, to: agent.name, by: "agent", person: agent, at });
    assignee = agent;
  };

  for (const message of all.slice(0, until)) {
    const next = said.length === 0 ? createdAt : timeOf(message, at, random);
    if (next > now) break;
    at = next;
    if (message.by !== "contact" && !assignee) assign();
    const person =
      message.by === "contact"
        ? contact
        : message.by === "note" && random.chance(0.3)
          ? random.pick(agents)
          : agent;
    said.push({ by: message.by, person, html: message.html, at });
    if (message.by === "note" || said.length === 1) continue;
    change(message.by, person, message.hold ? "on_hold" : statusAfterReply(status, message.by));
  }
  if (!assignee && random.chance(0.4)) assign();

  let closedAt: Date | null = null;
  const later = (hours: number) => new Date(at.getTime() + hours * hour);
  if (said.length === all.length && later(1) < now) {
    at = later(random.next());
    change("agent", agent, "resolved");
    closedAt = at;
    if (later(72) < now) {
      at = later(random.between(1, 72));
      const byContact = random.chance(0.4);
      change(byContact ? "contact" : "agent", byContact ? contact : agent, "closed");
      closedAt = at;
    }
  }
  return {
    subject: fillIn(scenario.subject, words),
    category: scenario.category,
    contact,
    assignee,
    status,
    priority: scenario.priority,
    said,
    changes,
    file: scenario.file ?? null,
    createdAt,
    updatedAt: at,
    dueAt: dueAt(createdAt, scenario.priority),
    closedAt: isOpen(status) ? null : closedAt,
  };
}

/** How far a request has got that waits longer than usual for somebody: preferably where an agent put it on hold. */
function standstill(all: readonly Message[], random: Random): number {
  const held = all.findIndex(({ hold }) => hold);
  return held >= 0 && random.chance(0.7) ? held + 1 : random.between(1, all.length);
}

/** Agents answer within hours and in working time; contacts when they find the time. */
function timeOf(message: Message, after: Date, random: Random): Date {
  const quick = random.next() ** 3;
  if (message.by === "contact")
    return awake(new Date(after.getTime() + 10 * minute + quick * 30 * hour), 7, 22, random);
  if (message.by === "note") return new Date(after.getTime() + random.between(4, 40) * minute);
  return awake(new Date(after.getTime() + 6 * minute + quick * 9 * hour), 7, 18, random, true);
}

/** Moves a moment of the night (or, for an office, of the weekend) to the next morning. */
export function awake(at: Date, from: number, to: number, random: Random, office = false): Date {
  const result = new Date(at);
  const outside = () => result.getUTCHours() < from || result.getUTCHours() >= to;
  const weekend = () => office && (result.getUTCDay() === 0 || result.getUTCDay() === 6);
  while (outside() || weekend()) {
    if (result.getUTCHours() >= from) result.setUTCDate(result.getUTCDate() + 1);
    result.setUTCHours(from, random.between(0, 59), random.between(0, 59));
  }
  return result;
}
