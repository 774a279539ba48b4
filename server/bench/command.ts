import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../../config/schema.ts";
import { buildIfStale } from "../installation/build.ts";
import { OperatorError } from "../installation/command.ts";
import { databaseNeeds, ensurePrograms, redisNeeds } from "../installation/programs.ts";
import { runBench } from "./bench.ts";
import { reportText } from "./report.ts";
import { stopEverything } from "./servers.ts";
import { ensureWrk } from "./wrk.ts";

interface Given {
  readonly sizes?: string | undefined;
  readonly seconds?: string | undefined;
  readonly rounds?: string | undefined;
  readonly profile?: string | undefined;
  readonly quick?: boolean | undefined;
}

/**
 * What `npm run bench` does.
 * @throws OperatorError for a wrong option or a missing program.
 */
export async function benchCommand(
  config: Config,
  given: Given,
  print: (line: string) => void,
): Promise<void> {
  const sizes = (given.sizes ?? (given.quick ? "10000" : "10000,100000,1000000"))
    .split(",")
    .map((text) => wholeNumber("--sizes", text, 2000, 10_000_000));
  const seconds = wholeNumber("--seconds", given.seconds ?? (given.quick ? "2" : "5"), 1, 600);
  const rounds = wholeNumber("--rounds", given.rounds ?? "3", 1, 99);
  ensurePrograms([...databaseNeeds, ...redisNeeds], print);
  ensureWrk(print);
  await buildIfStale(print);
  // Interrupted, it must not leave servers behind.
  process.once("exit", stopEverything);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));
  const report = await runBench({
    ...{ sizes: sizes.sort((a, b) => a - b), seconds, rounds, print },
    workers: config.webWorkers,
    bufferPool: 1024 * 1024 * 1024,
    nodeArgs: given.profile ? ["--cpu-prof", `--cpu-prof-dir=${given.profile}`] : [],
  });
  const folder = join(config.data, "bench");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${report.at.replaceAll(":", "-").slice(0, 19)}.json`);
  writeFileSync(file, JSON.stringify(report, undefined, 2));
  print(`\n${reportText(report)}\n\nWritten to ${file}`);
}

function wholeNumber(option: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new OperatorError(
    `${option}: expected a whole number from ${min} to ${max}, got ${JSON.stringify(text)}. See --help.`,
  );
}
