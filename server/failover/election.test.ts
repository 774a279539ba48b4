import { expect } from "chai";
import { type Action, elect } from "./election.ts";
import type { PartState } from "./state.ts";
import { emptyMemory, type Memory, type News, type Sight } from "./memory.ts";

const timing = { ttlMs: 2500, renewMs: 300, pollMs: 200, marginMs: 300 };
const term = { ttlMs: 2500, marginMs: 300 };
const now = 100_000;
const able = { ok: true, detail: "" };
const unable = { ok: false, detail: "its disk is 97 % full" };
const row: Sight = { holder: "a", epoch: 7, seq: 40, pausedBy: "", pauses: 2, takeovers: 5, termMs: 2500 };

/** b, which has seen `row` for `forMs`. */
const watching = (forMs: number, more: Partial<Memory> = {}, seen: Partial<Sight> = {}): Memory => ({
  ...emptyMemory("b", timing),
  seen: { ...row, ...seen },
  since: now - forMs,
  former: "a",
  heardAt: now - forMs,
  ...more,
});
const sight = (more: Partial<Sight> = {}): News => ({ kind: "sight", sight: { ...row, ...more } });
/** b, which holds the role until `ms` from now. */
const holding = (ms: number, more: Partial<Memory> = {}): Memory => ({
  ...emptyMemory("b", timing),
  held: { epoch: 7, term, deadline: now + ms },
  cause: "nobody held it",
  seen: { ...row, holder: "b" },
  ...more,
});

type Case = [
  name: string,
  memory: Memory,
  news: News,
  action: Action["kind"],
  says: string,
  able?: PartState,
];

// prettier-ignore
const cases: Case[] = [
  // Standing by.
  ["stands by while the holder renews", watching(2500), sight({ seq: 41 }), "observe", "b stands by: a holds the role"],
  ["stands by until a full term of silence was seen", watching(2499), sight(), "observe", "b stands by: a holds the role"],
  ["takes over after a full term of silence", watching(2500), sight(), "claim", "b takes the role: a was silent for 2.5 s"],
  ["waits for as long as the holder counts on", watching(3999, {}, { termMs: 4000 }), sight({ termMs: 4000 }), "observe", "b stands by: a holds the role"],
  ["takes over after a term as the holder counts", watching(4000, {}, { termMs: 4000 }), sight({ termMs: 4000 }), "claim", "b takes the role: a was silent for 4 s"],
  ["is not quicker than its own profile", watching(2499, {}, { termMs: 1500 }), sight({ termMs: 1500 }), "observe", "b stands by: a holds the role"],
  ["never claims from memory alone", watching(9999), { kind: "time" }, "observe", "b has just started and looks who holds the role"],
  ["never claims when it cannot look", watching(9999), { kind: "failed", detail: "ECONNREFUSED" }, "observe", "b cannot see who holds the role: ECONNREFUSED"],
  ["begins counting at its first look", emptyMemory("b", timing), sight(), "observe", "b stands by: a holds the role"],
  ["begins counting anew after a claim that did not match", watching(9999), { kind: "refused" }, "observe", "b has just started and looks who holds the role"],
  ["does not take over while it cannot serve", watching(2500), sight(), "observe", "a is silent, but b cannot take the role: its disk is 97 % full", unable],
  ["says so before it matters", watching(0), sight(), "observe", "b stands by: a holds the role; b could not take it: its disk is 97 % full", unable],
  // What is its own to take needs no waiting.
  ["takes a role that nobody holds", emptyMemory("b", timing), sight({ holder: "" }), "claim", "b takes the role: nobody held it"],
  ["takes a role that was given up", watching(0), sight({ holder: "", seq: 41 }), "claim", "b takes the role: a gave it up"],
  ["takes what it was handed", watching(0), sight({ holder: ">b", seq: 41 }), "claim", "b takes the role: a handed it over"],
  ["takes its own role again", emptyMemory("b", timing), sight({ holder: "b" }), "claim", "b takes the role: it held it last, and nobody has taken it since"],
  ["takes nothing while it cannot serve", watching(9999), sight({ holder: "b" }), "observe", "b does not take the role, which is its own to take: its disk is 97 % full", unable],
  ["lets the one that was named take it", watching(2499, {}, { holder: ">c" }), sight({ holder: ">c" }), "observe", "b waits for c to take the role that it was handed"],
  ["takes it when the one that was named does not", watching(2500, {}, { holder: ">c" }), sight({ holder: ">c" }), "claim", "b takes the role: c did not take what it was handed"],
  // Paused.
  ["takes nothing over while paused", watching(9999, {}, { pausedBy: "a" }), sight({ pausedBy: "a" }), "observe", "a is silent, but failover was paused by a: resume it, or start a"],
  ["takes its own role again while paused", watching(0), sight({ holder: "b", pausedBy: "a" }), "claim", "b takes the role: it held it last, and nobody has taken it since"],
  ["takes what it was handed while paused", watching(0), sight({ holder: ">b", pausedBy: "a" }), "claim", "b takes the role: a handed it over"],
  // Flapping.
  ["stays when the role was taken over three times in ten minutes", watching(2500, { takeovers: [now - 600_000 + 1, now - 9, now - 5] }), sight(), "observe", "a is silent, but the role was taken over 3 times in ten minutes: something flaps; find out what, then resume failover"],
  ["forgets a takeover after ten minutes", watching(2500, { takeovers: [now - 600_000, now - 9, now - 5] }), sight(), "claim", "b takes the role: a was silent for 2.5 s"],
  ["counts a takeover that it has only seen", watching(2500, { takeovers: [now - 9, now - 5] }), sight({ takeovers: 6 }), "observe", "a is silent, but the role was taken over 3 times in ten minutes: something flaps; find out what, then resume failover"],
  ["counts anew when somebody resumed", watching(2500, { takeovers: [now - 9, now - 8, now - 5] }), sight({ pauses: 3 }), "claim", "b takes the role: a was silent for 2.5 s"],
  // Holding.
  ["renews while its deadline is ahead", holding(1), { kind: "time" }, "renew", "b holds the role: nobody held it"],
  ["renews on, and says what is wrong with it", holding(1), { kind: "time" }, "renew", "b holds the role: nobody held it, although its disk is 97 % full", unable],
  ["renews again after a failure", holding(1), { kind: "failed", detail: "late" }, "renew", "b holds the role: nobody held it"],
  ["stops at its deadline", holding(0, { trouble: "late" }), { kind: "time" }, "demote", "b gives the role up: it could not renew in time (late)"],
  ["stops at its deadline whatever it hears", holding(0), sight({ holder: "b" }), "demote", "b gives the role up: it could not renew in time"],
  ["stops when a renewal does not match", holding(999), { kind: "refused" }, "demote", "b gives the role up: another node has taken it"],
  ["stops when it sees another holder", holding(999), sight({ holder: "c" }), "demote", "b gives the role up: another node has taken it"],
  ["is not misled by a server that is behind", holding(999), sight({ holder: "c", epoch: 6 }), "renew", "b holds the role: nobody held it"],
  ["stops when its name holds another term", holding(999), sight({ holder: "b", epoch: 8 }), "demote", "b gives the role up: it could not renew in time"],
  ["does not resume a term by a late answer", watching(0), { kind: "renewed", startedAt: now }, "observe", "b has just started and looks who holds the role"],
  ["stops when the answer itself comes too late", holding(999), { kind: "renewed", startedAt: now - 2200 }, "demote", "b gives the role up: it could not renew in time"],
  // Leaving.
  ["stops at once and hands over", holding(999), { kind: "leave", to: "c" }, "hand over", "b hands the role over to c"],
  ["stops at once and gives up", holding(999), { kind: "leave", to: "" }, "release", "b gives the role up"],
  ["cannot hand over what it does not hold", watching(0), { kind: "leave", to: "c" }, "observe", "b has just started and looks who holds the role"],
  ["tries again until it is handed over", holding(0, { held: null, leaving: { epoch: 7, to: "c" } }), { kind: "failed", detail: "late" }, "hand over", "b hands the role over to c"],
  ["ends", holding(999), { kind: "end" }, "demote", "b gives the role up: its agent ends"],
];

describe("the election", () => {
  for (const [name, memory, news, action, says, state = able] of cases)
    it(name, () => {
      const decision = elect(memory, news, state, now);
      expect([decision.action.kind, decision.sentence]).to.deep.equal([action, says]);
      expect(decision.memory.held !== null).to.equal(action === "renew");
    });

  it("is certain of a term from the start of the statement, less the margin", () => {
    const claimed = elect(
      watching(0),
      { kind: "claimed", startedAt: now - 50, epoch: 8, term, cause: "c" },
      able,
      now,
    );
    expect(claimed.memory.held).to.deep.equal({ epoch: 8, term, deadline: now - 50 + 2500 - 300 });
    const renewed = elect(claimed.memory, { kind: "renewed", startedAt: now + 250 }, able, now + 300);
    expect(renewed.memory.held).to.deep.equal({ epoch: 8, term, deadline: now + 250 + 2500 - 300 });
  });

  it("does not hold at all what was claimed too slowly", () => {
    const news: News = { kind: "claimed", startedAt: now - 2200, epoch: 8, term, cause: "c" };
    expect(elect(watching(0), news, able, now).memory.held).to.equal(null);
  });

  it("claims exactly what it saw, and records from whom, why, and since when it was silent", () => {
    const memory = watching(2750);
    expect(elect(memory, sight(), able, now).action).to.deep.equal({
      kind: "claim",
      seen: row,
      record: { kind: "takeover", from: "a", reason: "a was silent for 2.5 s", durationMs: 2750 },
    });
    const given = elect(watching(120), sight({ holder: ">b", seq: 41 }), able, now).action;
    expect(given).to.deep.include({
      record: { kind: "switchover", from: "a", reason: "a handed it over", durationMs: 120 },
    });
  });

  it("raises an alarm when a node that could act is held back by a rule, not when it waits its turn", () => {
    const alarmOf = (memory: Memory, more: Partial<Sight> = {}) => {
      const { action } = elect(memory, sight(more), able, now);
      return action.kind === "observe" && action.alarm;
    };
    expect(alarmOf(watching(2500, { takeovers: [now, now, now] }))).to.equal(true);
    expect(alarmOf(watching(2500, {}, { pausedBy: "a" }), { pausedBy: "a" })).to.equal(true);
    expect(alarmOf(watching(10, { takeovers: [now, now, now] }))).to.equal(false);
  });

  it("counts its own takeovers too", () => {
    let { memory } = elect(watching(2500), sight(), able, now);
    ({ memory } = elect(
      memory,
      { kind: "claimed", startedAt: now, epoch: 8, term, cause: "c" },
      able,
      now + 1,
    ));
    ({ memory } = elect(memory, sight({ holder: "b", epoch: 8, seq: 41, takeovers: 6 }), able, now + 2));
    expect(memory.takeovers).to.deep.equal([now + 2]);
    expect(memory.held).not.to.equal(null);
  });
});
