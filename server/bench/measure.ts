import { cpuOf } from "./processes.ts";
import type { BenchPage } from "./pages.ts";
import { load, type Run } from "./wrk.ts";

/** Something that answers for a page: the product on some data, the floor, the constant. */
export interface Subject {
  /** "a", "b", "c", or "c @ 10,000". */
  readonly name: string;
  readonly pids: readonly number[];
  readonly mariadb: number;
  readonly redis: number;
  url(page: BenchPage): string;
  headers(page: BenchPage): Record<string, string>;
}

/** One measurement of one subject; processor times in microseconds a request. */
export interface Measured extends Run {
  readonly rate: number;
  readonly nodeCpu: number;
  readonly databaseCpu: number;
  readonly redisCpu: number;
}

export interface Result {
  readonly page: string;
  readonly subject: string;
  /** The run with the median rate. */
  readonly median: Measured;
  readonly rates: readonly number[];
}

/** Measures the subjects in turns, `rounds` times: A B C A B C … so that what else the machine does meets all of them. */
export async function inTurns(
  page: BenchPage,
  subjects: readonly Subject[],
  options: { folder: string; rounds: number; seconds: number },
): Promise<Result[]> {
  const runs = new Map<Subject, Measured[]>(subjects.map((subject) => [subject, []]));
  for (const subject of subjects) await warmUp(page, subject, options.folder);
  for (let round = 0; round < options.rounds; round++)
    for (const subject of subjects) runs.get(subject)?.push(await measure(page, subject, options));
  return subjects.map((subject) => {
    const all = [...(runs.get(subject) ?? [])].sort((a, b) => a.rate - b.rate);
    const median = all[Math.floor(all.length / 2)];
    if (!median) throw new Error("no round was run");
    return { page: page.name, subject: subject.name, median, rates: all.map(({ rate }) => rate) };
  });
}

/** V8 compiles a page's code in steps while it is used; before the last of them a page costs twice as much. */
async function warmUp(page: BenchPage, subject: Subject, folder: string): Promise<void> {
  const enough = 1500 * subject.pids.length;
  for (let requests = 0, turns = 0; requests < enough && turns < 8; turns++)
    requests += (await load(folder, subject.url(page), subject.headers(page), 1)).requests;
}

async function measure(
  page: BenchPage,
  subject: Subject,
  { folder, seconds }: { folder: string; seconds: number },
): Promise<Measured> {
  const times = () => [cpuOf(subject.pids), cpuOf([subject.mariadb]), cpuOf([subject.redis])] as const;
  const before = times();
  const run = await load(folder, subject.url(page), subject.headers(page), seconds);
  const after = times();
  if (run.errors > 0)
    throw new Error(
      `${run.errors} of ${run.requests} answers for ${page.name} of ${subject.name} were errors`,
    );
  const each = (index: 0 | 1 | 2) => ((after[index] - before[index]) * 1e6) / run.requests;
  return {
    ...run,
    rate: run.requests / run.seconds,
    nodeCpu: each(0),
    databaseCpu: each(1),
    redisCpu: each(2),
  };
}

export const medianOf = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
