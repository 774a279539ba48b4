import { type Stage, setStage, strikeStage } from "./lab.ts";
import { mailRate, startSink } from "./mail.ts";
import { inTurns, type Result, type Subject } from "./measure.ts";
import { machineTimes, type Memory, memoryOf } from "./processes.ts";
import { startCluster } from "./servers.ts";
import { bareOn, check, productOn } from "./subjects.ts";
import { weigh, type Weight } from "./weights.ts";
import { connections, load } from "./wrk.ts";
import { createRequests, signIns, writeReplies, type Writes } from "./writes.ts";
import { Session } from "./browser.ts";

export interface BenchOptions {
  /** Ascending; the last one is measured against (a) and (b). */
  readonly sizes: readonly number[];
  readonly seconds: number;
  readonly rounds: number;
  readonly workers: number;
  readonly bufferPool: number;
  readonly nodeArgs: readonly string[];
  readonly print: (line: string) => void;
}

export interface Report {
  readonly at: string;
  readonly settings: Record<string, unknown>;
  readonly loads: readonly { readonly size: number; readonly requests: number; readonly seconds: number }[];
  readonly results: readonly Result[];
  readonly writes: Readonly<Record<string, Writes>>;
  /** p95 in milliseconds of the contact's list alone and while 20 a second sign in. */
  readonly duringSignIns: { readonly alone: number; readonly during: number };
  readonly mail: { readonly mails: number; readonly rate: number };
  readonly weights: readonly Weight[];
  readonly memory: readonly Memory[];
  readonly answered: number;
  /** Share of the machine that this run did not have. */
  readonly others: number;
}

/** Everything: stages for each size, pages in turns, writes, sign-ins, mail, weights, memory. Its servers are gone when it ends. */
export async function runBench(options: BenchOptions): Promise<Report> {
  const stages: Stage[] = [];
  const before = machineTimes();
  try {
    for (const size of options.sizes) stages.push(await setStage(size, options));
    const main = stages[stages.length - 1];
    if (!main) throw new Error("no sizes");
    const results = await measurePages(stages, main, options);
    options.print("Writing: new requests, replies, sign-ins…");
    const { writes, duringSignIns } = await measureWrites(main, options);
    options.print("Sending mail…");
    const mail = await measureMail(main);
    const weights = await weighPages(main);
    const after = machineTimes();
    return {
      ...{ at: new Date().toISOString(), results, writes, duringSignIns, mail, weights },
      settings: { ...options, connections, node: process.version },
      loads: stages.map((stage) => ({ size: stage.size, ...stage.load })),
      memory: main.product.pids.map(memoryOf),
      answered: results
        .filter(({ subject }) => subject === nameOf(main, main))
        .reduce((sum, { median, rates }) => sum + median.requests * rates.length, 0),
      others: Number(((after.busy - before.busy) / (after.all - before.all)).toFixed(2)),
    };
  } finally {
    for (const stage of stages) await strikeStage(stage);
  }
}

export const nameOf = (stage: Stage, main: Stage) =>
  stage === main ? "c" : `c @ ${stage.size.toLocaleString("en")}`;

async function measurePages(stages: readonly Stage[], main: Stage, options: BenchOptions): Promise<Result[]> {
  const env = { DATABASE_URL: main.lab.databaseUrl, REDIS_URL: main.lab.redisUrl };
  const bare = await startCluster("server/bench/bare.js", options.workers, env);
  const sizes = new Map<string, number>();
  const results: Result[] = [];
  try {
    for (const page of main.cast.pages) {
      options.print(`Measuring: ${page.name}…`);
      const subjects: Subject[] = [];
      for (const stage of stages) {
        // Numbers differ from stage to stage.
        const own = stage.cast.pages.find(({ name }) => name === page.name) ?? page;
        const subject = productOn(stage, nameOf(stage, main));
        const fixed: Subject = { ...subject, url: () => subject.url(own) };
        const size = await check(fixed, own, own.contains);
        if (stage === main) sizes.set(page.name, size);
        subjects.push(fixed);
      }
      if (page.floor) {
        const floor = bareOn(main, bare, "floor", sizes);
        await check(floor, page, "<");
        subjects.unshift(bareOn(main, bare, "constant", sizes), floor);
      }
      const measured = await inTurns(page, subjects, { folder: main.lab.data, ...options });
      results.push(...measured);
      options.print(
        measured.map(({ subject, median }) => `  ${subject} ${Math.round(median.rate)}/s`).join(""),
      );
    }
  } finally {
    await bare.stop();
  }
  return results;
}

async function measureWrites(
  main: Stage,
  { seconds }: BenchOptions,
): Promise<Pick<Report, "writes" | "duringSignIns">> {
  const sessions = await Promise.all(
    Array.from({ length: connections }, async (_, index) => {
      const session = new Session(main.product.url);
      await session.signIn(main.cast.contacts[index % main.cast.contacts.length] ?? "", main.password);
      await session.get("/requests/new");
      return session;
    }),
  );
  const creating = await createRequests(sessions, seconds);
  const replying = await writeReplies(sessions, seconds);
  const list = main.cast.pages[0];
  if (!list) throw new Error("no pages");
  const product = productOn(main, "c");
  const visit = () => load(main.lab.data, product.url(list), product.headers(list), seconds);
  const alone = await visit();
  const signing = signIns(sessions, main.cast.contacts, main.password, seconds, 20);
  const [during, signingIn] = await Promise.all([visit(), signing]);
  const quiet = await signIns(sessions, main.cast.contacts, main.password, seconds);
  return {
    writes: {
      "new requests": creating,
      replies: replying,
      "sign-ins": quiet,
      "20 sign-ins/s beside 16 readers": signingIn,
    },
    duringSignIns: { alone: alone.p95, during: during.p95 },
  };
}

/** The worker finds what the writes above left in the outbox. */
async function measureMail(main: Stage): Promise<Report["mail"]> {
  const sink = await startSink();
  const worker = await startCluster("server/worker.js", 1, {
    HOLDFAST_DATA: main.lab.data,
    SMTP_URL: sink.url,
  });
  try {
    return await mailRate(sink, 30);
  } finally {
    await worker.stop();
    sink.stop();
  }
}

async function weighPages(main: Stage): Promise<Weight[]> {
  const weights = [await weigh("home (guest)", `${main.product.url}/`, "")];
  for (const page of main.cast.pages.slice(0, 5)) {
    const subject = productOn(main, "c");
    weights.push(await weigh(page.name, subject.url(page), subject.headers(page).Cookie ?? ""));
  }
  return weights;
}
