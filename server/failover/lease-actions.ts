import { type Timing, termFor } from "../cluster/profiles.ts";
import { log } from "../core/log.ts";
import type { Action, Claim } from "./election.ts";
import type { LeaseLine } from "./lease-line.ts";
import type { News } from "./memory.ts";
import type { FailoverRecord } from "./state.ts";

interface Hands {
  readonly node: string;
  readonly timing: Timing;
  readonly line: LeaseLine;
  readonly monotonic: () => number;
  /** Told of a renewal at once, before the look that follows it. */
  readonly renewed: (startedAt: number) => void;
  readonly report: (record: FailoverRecord) => void;
}

/** Does what was decided, and brings the news of it. Never rejects: what went wrong is news. */
export function createActions(hands: Hands): (action: Action) => Promise<News> {
  return async (action) => {
    try {
      return await carryOut(hands, action);
    } catch (error) {
      return { kind: "failed", detail: error instanceof Error ? error.message : String(error) };
    }
  };
}

async function carryOut(hands: Hands, action: Action): Promise<News> {
  const { node, line, monotonic } = hands;
  const startedAt = monotonic();
  switch (action.kind) {
    case "demote":
      line.drop();
      return { kind: "time" };
    case "observe":
      return look(line);
    case "renew":
      if (!(await line.ask((store) => store.renew(node, action.epoch)))) return { kind: "refused" };
      hands.renewed(startedAt);
      return look(line);
    case "claim":
      return claim(hands, action);
    case "hand over":
      return give(hands, action.epoch, action.to);
    case "release":
      return give(hands, action.epoch, "");
  }
}

const look = async (line: LeaseLine): Promise<News> => ({
  kind: "sight",
  sight: await line.ask((store) => store.observe()),
});

async function claim(hands: Hands, action: Claim): Promise<News> {
  const { node, timing, line, monotonic, report } = hands;
  const at = new Date();
  const term = termFor(timing, await line.ask((store) => store.providerOptions()));
  if (term.ttlMs > timing.ttlMs)
    log.warn(
      `the role changes after ${term.ttlMs} ms of silence, not ${timing.ttlMs}: the database can be silent for long by its evs.* settings`,
    );
  const startedAt = monotonic();
  if (!(await line.ask((store) => store.claim(node, action, term, at)))) return { kind: "refused" };
  const epoch = action.seen.epoch + 1;
  report({ ...action.record, at: at.toISOString(), to: node, epoch });
  return { kind: "claimed", startedAt, epoch, term, cause: action.record.reason };
}

async function give({ node, line }: Hands, epoch: number, to: string): Promise<News> {
  if (await line.ask((store) => store.handOver(node, epoch, to))) return { kind: "given" };
  // Perhaps an earlier attempt did it, whose answer was lost.
  const { holder } = await line.ask((store) => store.observe());
  const given = holder === (to === "" ? "" : `>${to}`) || (holder === to && to !== node);
  return { kind: given ? "given" : "refused" };
}
