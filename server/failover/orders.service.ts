import { log } from "../core/log.ts";
import { orderAgent } from "./watch.ts";

/** What became of an order within a moment. */
export type Ordered =
  | { readonly kind: "done" }
  /** It goes on without us. */
  | { readonly kind: "begun" }
  | { readonly kind: "refused"; readonly reason: string };

// The page that gives the order is itself one of the requests that a switchover waits for: it must not wait for the end.
const momentMs = 2000;
const longestMs = 180_000;

/** Gives this machine's agent an order and waits a moment for the outcome; a refusal nearly always comes at once. Never throws. */
export async function orderAgentSoon(call: string, body: object = {}): Promise<Ordered> {
  const moment = new Promise<Ordered>((resolve) => setTimeout(() => resolve({ kind: "begun" }), momentMs));
  const outcome = orderAgent(call, body, longestMs).then(
    (): Ordered => ({ kind: "done" }),
    (error: unknown): Ordered => {
      const reason = error instanceof Error ? error.message : String(error);
      log.warn({ call, reason }, "the failover agent did not do what an administrator ordered");
      return { kind: "refused", reason };
    },
  );
  return Promise.race([outcome, moment]);
}
