// Who holds the role. Pure: no clock, no database; what it decides, the lease keeper does.
//
// The invariant: at no moment do two nodes believe that they hold the role. Why it holds: a holder's certainty ends TTL - margin after the
// *start* of its last renewal that was committed. Another node claims only when it has itself seen the row unchanged for a full TTL (the holder's own, which the row says), and its
// claim is a compare-and-set on exactly what it saw, so no renewal lies in between: that last renewal was committed before it first looked,
// its start is older still, and the holder stopped before. Both measure durations on monotonic clocks; the margin covers clocks that
// run at different rates. Claims that need no waiting cannot break it either: a role that is free or handed over was given up *before* the
// row said so, and a row that names this very node is nobody else's.
import type { PartState } from "./state.ts";
import { learn, type Memory, type News, type Sight } from "./memory.ts";

export interface Claim {
  readonly kind: "claim";
  /** What was seen: the claim is void when the row has changed since. */
  readonly seen: Sight;
  readonly record: {
    readonly kind: "start" | "switchover" | "takeover";
    readonly from: string;
    readonly reason: string;
    /** Since the former holder's last sign of life; null when nobody was waiting. */
    readonly durationMs: number | null;
  };
}

export type Action =
  /** Renew in time, and look. */
  | { readonly kind: "renew"; readonly epoch: number }
  | Claim
  /** Look again later. `alarm`: a node that could act is held back, and a person should look. */
  | { readonly kind: "observe"; readonly alarm: boolean }
  /** Stop acting at once. */
  | { readonly kind: "demote" }
  | { readonly kind: "hand over"; readonly epoch: number; readonly to: string }
  | { readonly kind: "release"; readonly epoch: number };

export interface Decision {
  readonly memory: Memory;
  readonly action: Action;
  /** Why, for people; the same text while nothing has changed. */
  readonly sentence: string;
}

const flappingWindowMs = 10 * 60_000;
const flappingLimit = 3;

/**
 * One decision.
 * @param able whether this node could serve, and why not.
 * @param now this machine's monotonic clock, milliseconds.
 */
export function elect(before: Memory, news: News, able: PartState, now: number): Decision {
  const decision = decide(before, learn(before, news, now), news, able, now);
  return { ...decision, memory: { ...decision.memory, said: decision.sentence } };
}

function decide(before: Memory, memory: Memory, news: News, able: PartState, now: number): Decision {
  const { node, held, leaving } = memory;
  if (held) {
    const though = able.ok ? "" : `, although ${able.detail}`;
    const sentence = `${node} holds the role: ${memory.cause}${though}`;
    return { memory, action: { kind: "renew", epoch: held.epoch }, sentence };
  }
  if (leaving) {
    const { epoch, to } = leaving;
    if (to === "")
      return { memory, action: { kind: "release", epoch }, sentence: `${node} gives the role up` };
    const sentence = `${node} hands the role over to ${to}`;
    return { memory, action: { kind: "hand over", epoch, to }, sentence };
  }
  if (before.held) {
    const sentence = `${node} gives the role up: ${lossOf(memory, news)}`;
    return { memory, action: { kind: "demote" }, sentence };
  }
  // Only what was read just now may lead to a claim.
  if (news.kind === "sight") return judge(memory, news.sight, able, now);
  const sentence =
    memory.trouble === "" ? memory.said : `${node} cannot see who holds the role: ${memory.trouble}`;
  return { memory, action: { kind: "observe", alarm: false }, sentence };
}

const lossOf = (memory: Memory, news: News): string => {
  if (news.kind === "end") return "its agent ends";
  if (news.kind === "refused" || (news.kind === "sight" && memory.seen?.holder !== memory.node))
    return "another node has taken it";
  return `it could not renew in time${memory.trouble === "" ? "" : ` (${memory.trouble})`}`;
};

function judge(memory: Memory, sight: Sight, able: PartState, now: number): Decision {
  const { node, timing, former } = memory;
  const silentMs = now - memory.since;
  const stay = (sentence: string, alarm = false): Decision => ({
    memory,
    action: { kind: "observe", alarm },
    sentence,
  });
  const claim = (
    kind: Claim["record"]["kind"],
    reason: string,
    durationMs: number | null = former === "" ? null : Math.round(now - memory.heardAt),
  ): Decision => ({
    memory,
    action: { kind: "claim", seen: sight, record: { kind, from: former, reason, durationMs } },
    sentence: `${node} takes the role: ${reason}`,
  });
  const given = sight.holder.startsWith(">");

  if (sight.holder === node || sight.holder === "" || sight.holder === `>${node}`) {
    if (!able.ok) return stay(`${node} does not take the role, which is its own to take: ${able.detail}`);
    if (sight.holder === node) return claim("start", "it held it last, and nobody has taken it since", null);
    if (given) return claim("switchover", former === "" ? "it was handed over" : `${former} handed it over`);
    return former === "" || former === node
      ? claim("start", "nobody held it", null)
      : claim("switchover", `${former} gave it up`);
  }

  const holder = given ? sight.holder.slice(1) : sight.holder;
  const termMs = Math.max(timing.ttlMs, sight.termMs);
  if (silentMs < termMs)
    return stay(
      given
        ? `${node} waits for ${holder} to take the role that it was handed`
        : `${node} stands by: ${holder} holds the role${able.ok ? "" : `; ${node} could not take it: ${able.detail}`}`,
    );
  const silence = given ? `${holder} did not take what it was handed` : `${holder} is silent`;
  if (!able.ok) return stay(`${silence}, but ${node} cannot take the role: ${able.detail}`);
  // A role that was given up is not taken from anybody: the pause is about those who hold it.
  if (sight.pausedBy !== "" && !given)
    return stay(
      `${silence}, but failover was paused by ${sight.pausedBy}: resume it, or start ${holder}`,
      true,
    );
  const recent = memory.takeovers.filter((at) => now - at < flappingWindowMs).length;
  if (recent >= flappingLimit)
    return stay(
      `${silence}, but the role was taken over ${recent} times in ten minutes: something flaps; find out what, then resume failover`,
      true,
    );
  return claim("takeover", given ? silence : `${holder} was silent for ${seconds(termMs)}`);
}

// Said with the limit, not with the measured time: the same decision is the same sentence.
const seconds = (ms: number): string => `${ms / 1000} s`;
