import { type Connection, createConnection } from "mysql2";
import type { DatabaseEndpoint } from "./connections.ts";
import { isAbsent, isLost } from "./database-failures.ts";
import { Line } from "./line.ts";

/**
 * How a server is: "serving"; "behind": of the primary component, but joining or giving another its state, so good enough to stay with
 * and not to return to; "unable"; "silent": it hangs, or what leads to it does.
 */
export type Answer = "unknown" | "serving" | "behind" | "unable" | "silent";
export interface Condition {
  readonly answer: Answer;
  readonly detail: string;
  /** So many looks in a row had this answer. */
  readonly streak: number;
}

/** A server that has not said a word for so long hangs. */
export const silenceMs = 1000;

/** One that ends closes its door at once, but may leave those inside without an answer for a second. */
const doorMs = 250;

/** Asks one server how it is, over a connection of its own. */
export class EndpointWatch {
  condition: Condition = { answer: "unknown", detail: "not looked at yet", streak: 0 };
  readonly #endpoint: DatabaseEndpoint;
  #line: Line | undefined;
  #connection: Connection | undefined;
  #looking: Promise<void> | undefined;

  constructor(endpoint: DatabaseEndpoint) {
    this.#endpoint = endpoint;
  }

  /** Asks once more, or waits for the answer to the question that is under way; takes a second at most. */
  look(): Promise<void> {
    return (this.#looking ??= this.#look().finally(() => (this.#looking = undefined)));
  }

  note(answer: Answer, detail: string): void {
    const streak = this.condition.answer === answer ? this.condition.streak + 1 : 1;
    this.condition = { answer, detail, streak };
  }

  close(): void {
    this.#line?.abandon();
    this.#line = this.#connection = undefined;
  }

  async #look(): Promise<void> {
    const known = this.#connection !== undefined;
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<Answer>((resolve) => {
      timer = setTimeout(() => resolve("silent"), silenceMs);
    });
    let door: NodeJS.Timeout | undefined;
    const refusal = new Promise<never>((_, reject) => {
      door = setTimeout(() => this.#line?.knock((error) => isAbsent(error) && reject(error)), doorMs);
    });
    try {
      const answer = await Promise.race([this.#ask(), silence, refusal]);
      if (answer === "silent") {
        this.close();
        this.note("silent", `does not answer within ${silenceMs} ms`);
      } else this.note(answer, this.#detail);
    } catch (error) {
      this.close();
      // A connection that was ended while it stood by says little; a new one tells.
      if (known && isLost(error)) return await this.#look();
      this.note("unable", isAbsent(error) ? "does not run" : (error as Error).message);
    } finally {
      clearTimeout(timer);
      clearTimeout(door);
    }
  }

  #detail = "";

  async #ask(): Promise<Answer> {
    this.#connection ??= this.#open();
    const status = await query<{ name: string; value: string }>(
      this.#connection,
      "SHOW GLOBAL STATUS WHERE Variable_name IN ('wsrep_provider_name', 'wsrep_ready', 'wsrep_cluster_status', 'wsrep_local_state_comment')",
    );
    const wsrep = new Map(
      status.map((row) => {
        const [name, value] = Object.values(row);
        return [String(name).toLowerCase(), String(value)];
      }),
    );
    if (wsrep.get("wsrep_provider_name")) return this.#member(wsrep);
    // A server of the operator's own: what matters is whether it takes writes.
    const [row] = await query<{ readOnly: number }>(
      this.#connection,
      "SELECT @@global.read_only AS readOnly",
    );
    this.#detail = row?.readOnly ? "is read-only" : "answers";
    return row?.readOnly ? "unable" : "serving";
  }

  #member(wsrep: ReadonlyMap<string, string>): Answer {
    const status = wsrep.get("wsrep_cluster_status") ?? "";
    const state = wsrep.get("wsrep_local_state_comment") ?? "";
    this.#detail = `${status}, ${state}`;
    if (status !== "Primary" || wsrep.get("wsrep_ready") !== "ON") return "unable";
    if (state === "Synced") return "serving";
    return state.startsWith("Donor") || state === "Joined" ? "behind" : "unable";
  }

  #open(): Connection {
    this.#line = new Line(this.#endpoint, false);
    const connection = createConnection(this.#line.options);
    connection.on("error", () => (this.#connection = undefined));
    return connection;
  }
}

function query<T>(connection: Connection, sql: string): Promise<T[]> {
  return new Promise((resolve, reject) => {
    connection.query(sql, (error, rows) => (error ? reject(error) : resolve(rows as unknown as T[])));
  });
}
