import type { ParseArgsConfig } from "node:util";
import type { Config } from "../../../config/schema.ts";
import { callAgent, UnreachableError } from "../../cluster/channel.ts";
import { OperatorError } from "../../installation/command.ts";
import { type Layout, layoutOf } from "../../installation/layout.ts";
import type { ClusterState } from "../state.ts";

/** What a command of `npm run failover` works with. */
export interface Terms {
  readonly config: Config;
  readonly layout: Layout;
  readonly print: (line: string) => void;
  /**
   * Asks this machine's agent.
   * @throws OperatorError when it does not run; Refusal with its sentence.
   */
  readonly ask: <T>(route: string, body?: unknown, timeoutMs?: number) => Promise<T>;
}

export type Given = Readonly<Record<string, string | boolean | undefined>>;

/** One command of `npm run failover`. */
export interface Command {
  /** One line for the list of commands. */
  readonly summary: string;
  readonly help: string;
  readonly options: NonNullable<ParseArgsConfig["options"]>;
  readonly run: (terms: Terms, given: Given) => Promise<void>;
}

export function termsOf(config: Config, print: (line: string) => void): Terms {
  const layout = layoutOf(config.data);
  const ask: Terms["ask"] = async <T>(route: string, body?: unknown, timeoutMs = 5000) => {
    try {
      return await callAgent<T>(layout.sockets.agent, route, body, { timeoutMs });
    } catch (error) {
      if (!(error instanceof UnreachableError)) throw error;
      throw new OperatorError(
        `The failover agent of this machine does not answer (${layout.sockets.agent}). Start it with: npm start`,
      );
    }
  };
  return { config, layout, print, ask };
}

export const stateOf = ({ ask }: Terms): Promise<ClusterState> => ask<ClusterState>("GET /cluster-state");

/** The state once this machine's agent has seen who acts: it asks the others each second. */
export async function settled(terms: Terms, primary: string): Promise<ClusterState> {
  await until(async () => (await stateOf(terms)).primary === primary, 5, 200);
  return stateOf(terms);
}

/** A value that must be text when it is given. */
export const text = (value: string | boolean | undefined): string | undefined =>
  typeof value === "string" ? value : undefined;

/** Waits until `look` says yes. @returns whether it did within `seconds`. */
export async function until(look: () => Promise<boolean>, seconds: number, everyMs = 500): Promise<boolean> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    if (await look().catch(() => false)) return true;
    if (performance.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
