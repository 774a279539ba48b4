import type { Timing } from "../cluster/profiles.ts";

/** What the rows of ha_lease say at one moment. */
export interface Sight {
  /** A node; '' nobody; '>b' handed to b. */
  readonly holder: string;
  readonly epoch: number;
  readonly seq: number;
  /** Who paused failover; '' while it is not. */
  readonly pausedBy: string;
  /** Grows with each pause and each resume. */
  readonly pauses: number;
  /** Grows with each takeover that nobody planned. */
  readonly takeovers: number;
  /** For how long the holder counts on being silent before it is replaced, milliseconds: its profile may be another than ours. */
  readonly termMs: number;
}

/** What has happened since the last decision. */
export type News =
  /** The clock alone. */
  | { readonly kind: "time" }
  /** The rows were read. */
  | { readonly kind: "sight"; readonly sight: Sight }
  /** A renewal or a claim matched the row and was committed; `startedAt`: before its statement was sent. */
  | { readonly kind: "renewed"; readonly startedAt: number }
  | {
      readonly kind: "claimed";
      readonly startedAt: number;
      readonly epoch: number;
      readonly term: Term;
      readonly cause: string;
    }
  /** The role was given away. */
  | { readonly kind: "given" }
  /** A renewal, claim or hand-over did not match the row: somebody has changed it. */
  | { readonly kind: "refused" }
  /** No answer in time, or an error: whether it was done is unknown. */
  | { readonly kind: "failed"; readonly detail: string }
  /** Give the role to a node, or to nobody in particular (''). */
  | { readonly kind: "leave"; readonly to: string }
  /** The agent ends. */
  | { readonly kind: "end" };

/** How long a term is certain without a renewal; decided when it is claimed. */
export type Term = Pick<Timing, "ttlMs" | "marginMs">;

/** All that decisions follow from. Times are of this machine's monotonic clock, in milliseconds. */
export interface Memory {
  readonly node: string;
  readonly timing: Timing;
  /** The term that is ours, and until when that is certain. */
  readonly held: { readonly epoch: number; readonly term: Term; readonly deadline: number } | null;
  /** The role that was ours and is to be given to `to`; nobody acts for it meanwhile. */
  readonly leaving: { readonly epoch: number; readonly to: string } | null;
  readonly seen: Sight | null;
  /** Since when (holder, epoch, seq) has been what `seen` says. */
  readonly since: number;
  /** The last real holder that was seen, and when its last sign of life was noticed; '' before the first. */
  readonly former: string;
  readonly heardAt: number;
  /** When takeovers that nobody planned were noticed, newest last. */
  readonly takeovers: readonly number[];
  /** Why the role is or was ours, or why the last statement failed. */
  readonly cause: string;
  readonly trouble: string;
  /** The last sentence, which stands until something else is known. */
  readonly said: string;
}

export const emptyMemory = (node: string, timing: Timing): Memory => ({
  node,
  timing,
  held: null,
  leaving: null,
  seen: null,
  since: 0,
  former: "",
  heardAt: 0,
  takeovers: [],
  cause: "",
  trouble: "",
  said: `${node} has just started and looks who holds the role`,
});

/** What is known after the news, at `now`. A deadline that has passed is noticed before anything else. */
export function learn(before: Memory, news: News, now: number): Memory {
  const memory = before.held && now >= before.held.deadline ? { ...before, held: null } : before;
  const certain = (epoch: number, term: Term, startedAt: number) => {
    const deadline = startedAt + term.ttlMs - term.marginMs;
    return now < deadline ? { epoch, term, deadline } : null;
  };
  switch (news.kind) {
    case "time":
      return memory;
    case "sight":
      return look({ ...memory, trouble: "" }, news.sight, now);
    case "renewed":
      // Once given up, a term is never resumed: a late answer changes nothing.
      return memory.held
        ? { ...memory, held: certain(memory.held.epoch, memory.held.term, news.startedAt), trouble: "" }
        : memory;
    case "claimed":
      return {
        ...memory,
        held: memory.leaving ? null : certain(news.epoch, news.term, news.startedAt),
        seen: memory.seen && {
          ...memory.seen,
          holder: memory.node,
          epoch: news.epoch,
          seq: memory.seen.seq + 1,
        },
        since: now,
        cause: news.cause,
        former: memory.node,
        heardAt: now,
        trouble: "",
      };
    case "given":
      return { ...memory, leaving: null };
    case "refused":
      return { ...memory, held: null, leaving: null, since: now };
    case "failed":
      return { ...memory, trouble: news.detail };
    case "leave":
      return memory.held
        ? { ...memory, held: null, leaving: { epoch: memory.held.epoch, to: news.to } }
        : memory;
    case "end":
      return { ...memory, held: null, leaving: null };
  }
}

function look(memory: Memory, sight: Sight, now: number): Memory {
  const { node, seen, held } = memory;
  // Read from a server that has not yet heard of our claim.
  if (held && sight.epoch < held.epoch) return memory;
  const same = seen?.holder === sight.holder && seen.epoch === sight.epoch && seen.seq === sight.seq;
  const named = sight.holder !== "" && !sight.holder.startsWith(">");
  const looked = seen !== null && seen.pauses !== sight.pauses;
  const more = seen === null ? 0 : Math.max(0, sight.takeovers - seen.takeovers);
  return {
    ...memory,
    held: held && (sight.holder !== node || sight.epoch !== held.epoch) ? null : held,
    seen: sight,
    since: same ? memory.since : now,
    former: named ? sight.holder : memory.former,
    heardAt: named && !same ? now : memory.heardAt,
    // Who resumes failover has seen what happened: counting begins anew.
    takeovers: looked ? [] : [...memory.takeovers, ...Array.from({ length: more }, () => now)],
  };
}
