import { createHash, randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type Attempt, monotonic } from "./outage.ts";
import { type Answer, type Body, fields, type Visitor, withFile } from "./visitor.ts";

/** A write that the product answered, or that was never answered until the end. */
export interface Write {
  /** In its text, nowhere else: by it the databases are searched. */
  readonly marker: string;
  readonly kind: "request" | "reply" | "answer";
  readonly acknowledged: boolean;
  readonly attempts: number;
  readonly file: { readonly name: string; readonly sha256: string } | null;
}

export interface Workload {
  readonly attempts: readonly Attempt[];
  readonly writes: readonly Write[];
  /** Who was asked to sign in again. */
  readonly signedOut: readonly string[];
  /** Answers that are neither what was asked for nor an honest "not now". */
  readonly wrong: readonly string[];
}

export interface LoadOptions {
  readonly base: string;
  readonly slug: string;
  /** New actions a second; retries come on top. */
  readonly rate: number;
  /** Of ten actions, how many write. */
  readonly writing: number;
  /** The begin of all markers. */
  readonly run: string;
}

const limitMs = 1000;
// People press the button again; an outage must not be answered with a storm: what clients gave up on still costs the servers' time.
const retryMs = 400;
const words =
  "Since this morning the printer on the second floor prints a grey stripe on each page, and restarting did not help.";

/** People at work on the portal: an action each few milliseconds whether or not the earlier ones were answered. */
export function startLoad(
  { contacts, agent }: { contacts: readonly Visitor[]; agent: Visitor },
  options: LoadOptions,
): { stop(drainSeconds: number): Promise<Workload> } {
  const attempts: Attempt[] = [];
  const writes: Write[] = [];
  const signedOut = new Set<string>();
  const wrong: string[] = [];
  const tickets: { number: string; contact: Visitor }[] = [];
  const underWay = new Set<Promise<void>>();
  let turns = 0;
  let serial = 0;
  let giveUpAt = Infinity;

  async function attempt(who: Visitor, kind: string, path: string, body?: Body): Promise<Answer> {
    const at = monotonic();
    // Every third over a kept connection: both ways of losing one are seen.
    const answer = await who.ask(path, limitMs, body, attempts.length % 3 === 0);
    const ok = body ? answer.status === 303 : answer.status === 200;
    if (answer.status === 401 || (answer.status === 303 && answer.location.includes("/login")))
      signedOut.add(who.email);
    else if (!ok && answer.status !== 0 && answer.status < 500)
      wrong.push(`${kind} ${path}: ${answer.status} ${/<h1[^>]*>([^<]*)/.exec(answer.text)?.[1] ?? ""}`);
    attempts.push({ at, ms: monotonic() - at, ok, kind, answer: answer.failure || String(answer.status) });
    return answer;
  }

  /** Sends a form until it is answered, always with the same key. @returns where it led. */
  async function write(
    who: Visitor,
    kind: Write["kind"],
    path: string,
    text: object,
  ): Promise<string | null> {
    const number = ++serial;
    const marker = `${options.run}-${number}.`;
    const content = kind !== "request" && number % 5 === 0 ? fileOf(number) : null;
    const values = { _csrf: who.token, _once: randomBytes(16).toString("base64url") };
    const typed = Object.fromEntries(Object.entries(text).map(([name]) => [name, `${marker} ${words}`]));
    const name = `${marker}txt`;
    const all = { ...values, ...typed, ...(kind === "request" ? { _contact: "1", priority: "medium" } : {}) };
    const body = content ? withFile(all, name, content) : fields(all);
    const file = content ? { name, sha256: createHash("sha256").update(content).digest("hex") } : null;
    for (let tries = 1; ; tries++) {
      const answer = await attempt(who, kind, path, body);
      const acknowledged = answer.status === 303 && !answer.location.includes("/login");
      if (acknowledged || monotonic() > giveUpAt || (answer.status >= 400 && answer.status < 500)) {
        writes.push({ marker, kind, acknowledged, attempts: tries, file });
        return acknowledged ? answer.location : null;
      }
      await sleep(retryMs * (0.75 + Math.random() / 2));
    }
  }

  async function raise(contact: Visitor): Promise<void> {
    const location = await write(contact, "request", "/requests", { subject: "", description: "" });
    const number = /\/requests\/(\d+)/.exec(location ?? "")?.[1];
    if (number) tickets.push({ number, contact });
    if (tickets.length > 40) tickets.shift();
  }

  async function act(): Promise<void> {
    const turn = turns++;
    const contact = contacts[turn % contacts.length] as Visitor;
    const ticket = tickets[turn % Math.max(tickets.length, 1)];
    const desk = `/desk/${options.slug}/requests`;
    if (turn % 10 >= options.writing) {
      if (turn % 3 === 0) await attempt(agent, "desk", desk);
      else if (turn % 3 === 1 || !ticket) await attempt(contact, "list", "/requests");
      else await attempt(ticket.contact, "page", `/requests/${ticket.number}`);
    } else if (!ticket || turn % 10 === 0) await raise(contact);
    else if (turn % 2 === 0) await write(agent, "answer", `${desk}/${ticket.number}/replies`, { body: "" });
    else await write(ticket.contact, "reply", `/requests/${ticket.number}/replies`, { body: "" });
  }

  const timer = setInterval(() => {
    // As many as that many people are: whoever waits for an answer starts nothing new.
    if (underWay.size > options.rate * 1.5) return;
    const action = act().finally(() => underWay.delete(action));
    underWay.add(action);
  }, 1000 / options.rate);

  return {
    stop: async (drainSeconds) => {
      clearInterval(timer);
      giveUpAt = monotonic() + drainSeconds * 1000;
      await Promise.all(underWay);
      return { attempts, writes, signedOut: [...signedOut], wrong };
    },
  };
}

// Text, since unknown bytes are not taken; every tenth file is longer than one piece of the store.
const fileOf = (serial: number) =>
  Buffer.from(randomBytes(serial % 50 === 0 ? 450_000 : 3_000).toString("base64"));
