// A model of the lease: agents that decide by the real election, a row that a network reaches late, twice or never, machines that freeze.
// Wall clocks have no part in it because the election has none.
import { type Action, elect } from "../failover/election.ts";
import { emptyMemory, type Memory, type News } from "../failover/memory.ts";
import { createRow } from "./lease-row.ts";
import { createChance, createSchedule } from "./schedule.ts";

/** What may be taken away, to see that it is missed. */
export interface Rules {
  readonly marginMs: number;
  /** A claim matches only what was seen. */
  readonly compareAndSet: boolean;
  /** Certainty counts from the start of a statement, not from its answer. */
  readonly fromStart: boolean;
  /** How much sooner than a term a standby claims. */
  readonly hasteMs: number;
  /** A standby of a quicker profile waits for as long as the holder counts on. */
  readonly heedsTerm: boolean;
}
export const soundRules: Rules = {
  marginMs: 300,
  compareAndSet: true,
  fromStart: true,
  hasteMs: 0,
  heedsTerm: true,
};

export interface Course {
  /** Two nodes that both held the role; null when that never was. */
  readonly violation: string | null;
  readonly claims: number;
  readonly takeovers: number;
  /** Who holds the role after six quiet seconds. */
  readonly holders: readonly string[];
}

interface Agent {
  readonly name: string;
  /** Seconds of its clock in a second, and what it showed at the beginning. */
  readonly rate: number;
  readonly offset: number;
  memory: Memory;
  life: number;
  asked: number;
  frozenUntil: number;
  /** Its line is slow until the one, and then dead until the other. */
  slowUntil: number;
  cutUntil: number;
  /** Until when something on this machine may act for the role. */
  actsUntil: number;
}

const stormMs = 12_000;
const calmMs = 6000;

/** One course of events: a storm of twelve seconds, then six of calm. */
export function simulate(seed: number, rules: Rules = soundRules): Course {
  const chance = createChance(seed);
  const schedule = createSchedule();
  const now = () => schedule.now();
  const at = (time: number, happen: () => void) => schedule.at(time, happen);
  const stormy = () => now() < stormMs;
  const row = createRow(now, rules.compareAndSet, () =>
    stormy() && chance.happens(0.1) ? chance.within(0, 5000) : 0,
  );
  let violation: string | null = null;
  const fast = { ttlMs: 2500 - rules.hasteMs, renewMs: 300, pollMs: 200, marginMs: rules.marginMs };
  const standard = { ...fast, ttlMs: 4000 - rules.hasteMs, marginMs: Math.min(rules.marginMs * 2, 400) };
  const agents: Agent[] = ["a", "b", "c"].slice(0, chance.happens(0.7) ? 2 : 3).map((name) => ({
    name,
    rate: chance.one([1, 1.1]),
    offset: chance.within(0, 1e9),
    memory: emptyMemory(name, chance.happens(0.8) ? fast : standard),
    life: 0,
    asked: 0,
    frozenUntil: 0,
    slowUntil: 0,
    cutUntil: 0,
    actsUntil: 0,
  }));
  // How bad this course is: the share of messages that are lost or very late, and of moments at which something else happens.
  const loss = chance.one([0, 0.02, 0.1, 0.3]);
  const lateness = chance.one([0, 0.05, 0.2]);
  const mischief = chance.one([0, 0.01, 0.02, 0.05]);
  const delay = (agent: Agent) => {
    if (agent.slowUntil > now()) return chance.within(50, 600);
    return stormy() && chance.happens(lateness)
      ? chance.within(50, chance.one([300, 1000, 4000]))
      : chance.within(0.1, 3);
  };
  const isLost = (agent: Agent) =>
    stormy() && ((agent.cutUntil > now() && agent.slowUntil <= now()) || chance.happens(loss));
  const clock = (agent: Agent) => agent.offset + now() * agent.rate;

  function tell(agent: Agent, news: News): Action {
    const heard =
      rules.heedsTerm || news.kind !== "sight" ? news : { ...news, sight: { ...news.sight, termMs: 0 } };
    const { memory, action } = elect(agent.memory, heard, { ok: true, detail: "" }, clock(agent));
    agent.memory = memory;
    agent.actsUntil = memory.held
      ? (memory.held.deadline - agent.offset) / agent.rate
      : Math.min(agent.actsUntil, now());
    if (memory.held)
      for (const other of agents)
        if (other !== agent && other.actsUntil > now() && agent.actsUntil > now())
          violation ??= `${agent.name} and ${other.name} both held the role at ${now().toFixed(1)} ms`;
    return action;
  }

  /** When the agent is awake; it may have been started anew meanwhile. */
  function awake(agent: Agent, life: number, happen: () => void): void {
    if (agent.life !== life) return;
    if (agent.frozenUntil > now())
      at(agent.frozenUntil + chance.within(0, 5), () => awake(agent, life, happen));
    else happen();
  }

  function perform(agent: Agent, action: Action): void {
    const { life } = agent;
    const asked = ++agent.asked;
    const startedAt = clock(agent);
    const hear = (news: News) => {
      if (agent.asked !== asked) return;
      agent.asked++;
      const heard =
        "startedAt" in news ? { ...news, startedAt: rules.fromStart ? startedAt : clock(agent) } : news;
      follow(agent, tell(agent, heard), startedAt, news.kind === "failed");
    };
    if (action.kind === "demote") return hear({ kind: "time" });
    if (!isLost(agent))
      at(now() + delay(agent), () => {
        const { ttlMs, marginMs } = agent.memory.timing;
        const news = row.execute(agent.name, action, { ttlMs: ttlMs + rules.hasteMs, marginMs });
        if (!isLost(agent)) at(now() + delay(agent), () => awake(agent, life, () => hear(news)));
      });
    at(now() + 833 / agent.rate, () => awake(agent, life, () => hear({ kind: "failed", detail: "late" })));
  }

  function follow(agent: Agent, action: Action, startedAt: number, failed: boolean): void {
    if (action.kind !== "renew" && action.kind !== "observe") return perform(agent, action);
    const { life } = agent;
    const period = action.kind === "observe" ? fast.pollMs : failed ? 20 : fast.renewMs;
    const due = (startedAt + period - agent.offset) / agent.rate;
    at(due, () => awake(agent, life, () => perform(agent, tell(agent, { kind: "time" }))));
  }

  const start = (agent: Agent) => perform(agent, tell(agent, { kind: "time" }));

  function disturb(): void {
    // Half of it happens to the one that matters.
    const agent = (chance.happens(0.5) && agents.find(({ memory }) => memory.held)) || chance.one(agents);
    const cut = () => {
      agent.slowUntil = now() + chance.one([0, chance.within(0, 1500)]);
      agent.cutUntil = agent.slowUntil + chance.within(500, 6000);
    };
    chance.one([
      cut,
      cut,
      () =>
        (agent.frozenUntil = Math.min(stormMs, now() + chance.within(10, chance.one([500, 3000, 10_000])))),
      () =>
        tell(agent, {
          kind: "leave",
          to: chance.one(["", ...agents.map(({ name }) => name).filter((name) => name !== agent.name)]),
        }),
      () => row.togglePause(agent.name),
      () => {
        // Killed and started anew; what it had sent is still on its way, and its workers act until the deadline.
        const { actsUntil } = agent;
        agent.life++;
        agent.asked++;
        agent.memory = emptyMemory(agent.name, chance.happens(0.8) ? fast : standard);
        start(agent);
        agent.actsUntil = actsUntil;
      },
    ])();
  }

  for (const agent of agents) at(chance.within(0, 500), () => start(agent));
  for (let time = 0; time < stormMs; time += 50)
    at(time, () => {
      if (chance.happens(mischief)) disturb();
    });
  at(stormMs, () => row.togglePause(""));
  schedule.run(stormMs + calmMs);
  const holders = agents.filter(({ actsUntil }) => actsUntil > now()).map(({ name }) => name);
  return { violation, ...row.counts(), holders };
}
