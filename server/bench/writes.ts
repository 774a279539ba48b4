import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Session } from "./browser.ts";

/** What a load of writing requests achieved. Times in milliseconds. */
export interface Writes {
  readonly rate: number;
  readonly p50: number;
  readonly p95: number;
}

/** Each session does `work` over and over, all at once, for some seconds; with `pace` so that they begin so many a second together. */
async function hammer(
  sessions: readonly Session[],
  seconds: number,
  work: (session: Session, index: number) => Promise<void>,
  pace = Infinity,
): Promise<Writes> {
  const times: number[] = [];
  const started = performance.now();
  const until = started + seconds * 1000;
  await Promise.all(
    sessions.map(async (session, index) => {
      for (let turn = 0; ; turn++) {
        if (pace < Infinity)
          await sleep(started + ((turn * sessions.length + index) * 1000) / pace - performance.now());
        if (performance.now() >= until) return;
        const began = performance.now();
        await work(session, index);
        times.push(performance.now() - began);
      }
    }),
  );
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)] ?? NaN;
  return { rate: (times.length * 1000) / (performance.now() - started), p50: at(0.5), p95: at(0.95) };
}

function assertLedTo(answer: { status: number; location: string }, what: string, where: RegExp): void {
  if (answer.status !== 303 || !where.test(answer.location))
    throw new Error(`${what} was answered with ${answer.status} ${answer.location}`);
}
const once = () => randomBytes(16).toString("base64url");
const words =
  "Since this morning the printer on the second floor prints a grey stripe on each page, and restarting did not help.";

/** Raises requests: the form's POST with its token, the rows, the outbox. */
export const createRequests = (sessions: readonly Session[], seconds: number): Promise<Writes> =>
  hammer(sessions, seconds, async (session) => {
    const answer = await session.post("/requests", {
      _once: once(),
      subject: "Grey stripe on each page",
      description: words,
      priority: "medium",
    });
    assertLedTo(answer, "a new request", /^\/requests\/\d+$/);
  });

/** Replies; every session to a request of its own, as people do. */
export async function writeReplies(sessions: readonly Session[], seconds: number): Promise<Writes> {
  const numbers = await Promise.all(
    sessions.map(
      async (session) =>
        (await session.post("/requests", { _once: once(), subject: "To be answered", description: words }))
          .location,
    ),
  );
  return hammer(sessions, seconds, async (session, index) => {
    assertLedTo(
      await session.post(`${numbers[index]}/replies`, { _once: once(), body: words }),
      "a reply",
      /#message-\d+$/,
    );
  });
}

/** Signs in over and over, from a new address each time: limits count by address. @param pace so many a second; as many as can be unless given. */
export const signIns = (
  sessions: readonly Session[],
  emails: readonly string[],
  password: string,
  seconds: number,
  pace?: number,
): Promise<Writes> =>
  hammer(
    sessions,
    seconds,
    async (session, index) => {
      const address = `10.${[...randomBytes(3)].join(".")}`;
      const answer = await session.post(
        "/login",
        { email: emails[index % emails.length] ?? "", password },
        { "x-forwarded-for": address },
      );
      assertLedTo(answer, "a sign-in", /^\//);
    },
    pace,
  );
