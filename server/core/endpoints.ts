import { setTimeout as sleep } from "node:timers/promises";
import type { DatabaseEndpoint } from "./connections.ts";
import { isAbsent, isPassing, isReadOnly, isSyncFailure, refusesWork } from "./database-failures.ts";
import { chooseEndpoint } from "./endpoint-choice.ts";
import { EndpointWatch } from "./endpoint-watch.ts";
import { Line } from "./line.ts";
import { log } from "./log.ts";

const everyMs = 400;
/** While nothing can be used. */
const soonMs = 100;
/** So long a request waits for a database that is re-forming its group or being restarted, counted from when it was lost. */
const outageMs = 3000;
const maxTries = 8;
/** After a change of server: what was written on the other one just before must be seen here. */
const consistentMs = 10_000;
/** Statements under way on a server that is being left may end by themselves for so long. */
const graceMs = 2000;
/** On one that has left its group or ends; nothing there can be committed any more, but somebody may wait for the answer. */
const endingMs = 200;
const hangsMs = 3000;

const opened = new Set<Endpoints>();

/**
 * For so long every read of this process waits for what any node of the cluster acknowledged before it: after this node became primary,
 * people must see what they wrote through another one.
 */
export function readConsistently(forMs: number): void {
  for (const endpoints of opened) endpoints.readConsistently(forMs);
}

/**
 * The database servers of a process, and which of them it uses. With one server it does nothing at all until something fails; with more
 * each is asked twice a second, and at once when something fails.
 */
export class Endpoints {
  readonly #endpoints: readonly DatabaseEndpoint[];
  readonly #watches: readonly EndpointWatch[];
  readonly #timers: (NodeJS.Timeout | undefined)[];
  #current = 0;
  #line: Line;
  #troubleSince: number | undefined;
  #consistentUntil = 0;
  #calming: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(endpoints: readonly DatabaseEndpoint[]) {
    this.#endpoints = endpoints;
    this.#watches = endpoints.map((endpoint) => new EndpointWatch(endpoint));
    this.#timers = endpoints.map(() => undefined);
    this.#line = new Line(this.#at(0), false);
    opened.add(this);
    if (endpoints.length > 1) this.#watches.forEach((_, index) => void this.#watch(index));
  }

  /** What to connect to now. Connections of any other line must not be used any more. */
  get line(): Line {
    return this.#line;
  }

  /** For people: where the data comes from. */
  get description(): string {
    if (this.#endpoints.length === 1) return "answers";
    const local = this.#watches[0]?.condition;
    if (this.#current === 0) return "answers on this node";
    return `answers on ${this.#at(this.#current).name}; this node's own ${local?.detail ?? ""}`;
  }

  /** Something went wrong on a connection of `line`. */
  failed(line: Line, error: unknown): void {
    const slow = (error as Error).name === "KnexTimeoutError";
    if (line !== this.#line || this.#stopped || !(isPassing(error) || slow)) return;
    this.#troubleSince ??= Date.now();
    if (isAbsent(error)) this.#watches[this.#current]?.note("unable", "does not run");
    else if (refusesWork(error)) this.#watches[this.#current]?.note("unable", (error as Error).message);
    if (isReadOnly(error)) this.#use(this.#current, "it became read-only");
    this.#decide();
    this.#watches.forEach((_, index) => void this.#watch(index));
  }

  /**
   * Runs a read again for an error that passes, as soon as there is a server that can be used.
   * @throws the error when it is of another kind, or when none could be used for three seconds.
   */
  async again<T>(error: unknown, attempt: () => Promise<T>): Promise<T> {
    for (let tries = 1; tries < maxTries && (await this.#mayReadAgain(error)); tries++) {
      try {
        return await attempt();
      } catch (next) {
        error = next;
      }
    }
    throw error;
  }

  async #mayReadAgain(error: unknown): Promise<boolean> {
    if (!isSyncFailure(error)) return this.recovered(error);
    await sleep(soonMs / 2);
    await this.#watches[this.#current]?.look();
    this.#decide();
    return true;
  }

  /** Waits until a server can be used. False for an error that does not pass, and once the trouble has lasted three seconds. */
  async recovered(error: unknown): Promise<boolean> {
    if (!isPassing(error)) return false;
    const deadline = (this.#troubleSince ?? Date.now()) + outageMs;
    while (!this.#stopped) {
      await this.#watches[this.#current]?.look();
      this.#decide();
      if (this.#isUsable()) return true;
      if (Date.now() > deadline) return false;
      await sleep(soonMs / 2);
    }
    return false;
  }

  /** For so long every read waits for what any node acknowledged before it. */
  readConsistently(forMs: number): void {
    this.#consistentUntil = Math.max(this.#consistentUntil, Date.now() + forMs);
    if (!this.#line.consistent) this.#replace(this.#at(this.#current), hangsMs);
    this.#calmDown();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    opened.delete(this);
    clearTimeout(this.#calming);
    this.#timers.forEach((timer) => clearTimeout(timer));
    this.#watches.forEach((watch) => watch.close());
    await this.#line.close();
  }

  #at(index: number): DatabaseEndpoint {
    const endpoint = this.#endpoints[index];
    if (!endpoint) throw new Error("no database was configured");
    return endpoint;
  }

  #isUsable(): boolean {
    const { answer } = this.#watches[this.#current]?.condition ?? {};
    return answer === "serving" || answer === "behind";
  }

  async #watch(index: number): Promise<void> {
    clearTimeout(this.#timers[index]);
    const watch = this.#watches[index];
    await watch?.look();
    if (this.#stopped) return watch?.close();
    this.#decide();
    clearTimeout(this.#timers[index]);
    if (this.#endpoints.length === 1 && this.#isUsable()) return watch?.close();
    const soon = this.#isUsable() ? everyMs : soonMs;
    this.#timers[index] = setTimeout(() => void this.#watch(index), soon).unref();
  }

  #decide(): void {
    const conditions = this.#watches.map(({ condition }) => condition);
    const chosen = chooseEndpoint(conditions, this.#current);
    const left = conditions[this.#current];
    if (chosen !== this.#current) this.#use(chosen, left ? left.detail : "");
    else if (left?.answer === "silent" && left.streak * 1000 >= hangsMs) {
      // Nowhere to go; whoever waits for an answer gets an error instead of waiting for ever.
      this.#watches[this.#current]?.note("unknown", left.detail);
      this.#replace(this.#at(this.#current), 0);
    }
    if (this.#isUsable()) this.#troubleSince = undefined;
  }

  #use(index: number, reason: string): void {
    const from = this.#at(this.#current).name;
    const to = this.#at(index).name;
    const left = this.#watches[this.#current]?.condition.answer;
    if (index === 0 && this.#current !== 0) log.info({ from }, "back to the database of this node");
    else if (index !== this.#current) log.warn({ from, to, reason }, "changing to another database server");
    const home = index === 0 && this.#isUsable();
    const ends = left === "unable" && index !== this.#current;
    const patience = left === "silent" ? 0 : ends ? endingMs : graceMs;
    this.#current = index;
    if (this.#endpoints.length > 1) this.#consistentUntil = Date.now() + consistentMs;
    this.#replace(this.#at(index), home ? consistentMs : patience);
    this.#calmDown();
  }

  #replace(endpoint: DatabaseEndpoint, leaveMs: number): void {
    const old = this.#line;
    this.#line = new Line(endpoint, Date.now() < this.#consistentUntil);
    if (leaveMs === 0) old.abandon();
    else old.retire(leaveMs);
  }

  #calmDown(): void {
    clearTimeout(this.#calming);
    const wait = this.#consistentUntil - Date.now();
    if (wait <= 0) return;
    this.#calming = setTimeout(() => this.#replace(this.#at(this.#current), consistentMs), wait).unref();
  }
}
