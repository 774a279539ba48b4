import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { OperatorError } from "../installation/command.ts";
import { startClient } from "./client-process.ts";
import { becomesWhole } from "./cluster-probe.ts";
import { holdLab } from "./holding.ts";
import type { Lab } from "./lab.ts";
import { reportProblems, reportTable } from "./report.ts";
import { endFaults } from "./restoring.ts";
import type { Row, Trial } from "./row.ts";
import { type Rig, addressOf, runTrial } from "./trial.ts";
import { type Verdict, verdictOf } from "./verdict.ts";
import { watchVip } from "./vip-watch.ts";

export interface RunOptions {
  readonly trials: number;
  readonly json: string | undefined;
  readonly print: (line: string) => void;
}

/**
 * Runs rows of the matrix on a lab that is up, prints the table, writes the JSON.
 * @returns a verdict on each row. @throws OperatorError when the lab is used by another run, or not whole.
 */
export async function runMatrix(lab: Lab, rows: readonly Row[], options: RunOptions): Promise<Verdict[]> {
  const { print } = options;
  const release = holdLab(lab);
  const rig: Rig = { lab, client: startClient(lab), vip: watchVip(lab) };
  // Interrupted in the middle of a fault, it must not leave hosts that stand still or are cut off.
  const interrupted = () => {
    print("Interrupted: ending the fault that is under way…");
    void endFaults(lab).finally(() => process.exit(130));
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, interrupted);
  const verdicts: Verdict[] = [];
  const file = options.json ?? join(lab.folder, "matrix.json");
  try {
    // What a run that was killed left behind.
    await endFaults(lab);
    await becomesWhole(lab, 180);
    await rig.client.signIn(addressOf(lab));
    for (const row of rows) {
      verdicts.push(await runRow(rig, row, options));
      const report = { at: new Date().toISOString(), lab: lab.id, verdicts };
      writeFileSync(file, JSON.stringify(report, undefined, 2));
    }
  } finally {
    rig.client.close();
    rig.vip.close();
    release();
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, interrupted);
  }
  print(`\n${reportTable(verdicts)}`);
  for (const line of reportProblems(verdicts)) print(line);
  print(`\nWritten to ${file}`);
  return verdicts;
}

async function runRow(rig: Rig, row: Row, { trials, print }: RunOptions): Promise<Verdict> {
  const impossible = row.impossible?.(rig.lab) ?? null;
  print(`${row.id}  ${row.title}${impossible === null ? "" : `: not here, ${impossible}`}`);
  const done: Trial[] = [];
  for (let trial = 1; impossible === null && trial <= trials; trial++) {
    const result = await runTrial(rig, row, trial);
    done.push(result);
    print(
      `    ${trial}/${trials}: ${result.outage.toFixed(2)} s, ${result.failed} of ${result.requests} failed, ${result.before} -> ${result.after ?? "nobody"}, ` +
        `whole after ${result.whole?.toFixed(1) ?? "-"} s, ${result.writes} writes${result.problems.length > 0 ? ` FAIL: ${result.problems.join("; ")}` : " ok"}` +
        result.notes.map((note) => `\n      ${note}`).join(""),
    );
    // Who was signed out must not be counted again in the next trial.
    if (result.signedOut.length > 0) await rig.client.signIn(addressOf(rig.lab));
  }
  return verdictOf(row, done, impossible);
}

/** The rows that are meant: all, or `1`, `10a`, `1-12`; a number alone means all its variants. @throws OperatorError */
export function chooseRows(all: readonly Row[], words: readonly string[]): Row[] {
  if (words.length === 0) return [...all];
  const chosen = new Set<Row>();
  for (const word of words) {
    const [, from, to] = /^(\d+)-(\d+)$/.exec(word) ?? [];
    const matches = all.filter(({ id }) =>
      from && to
        ? parseInt(id, 10) >= Number(from) && parseInt(id, 10) <= Number(to)
        : id === word || (/^\d+$/.test(word) && parseInt(id, 10) === Number(word)),
    );
    if (matches.length === 0)
      throw new OperatorError(
        `There is no row ${JSON.stringify(word)}; there are ${all.map(({ id }) => id).join(", ")}`,
      );
    for (const row of matches) chosen.add(row);
  }
  return all.filter((row) => chosen.has(row));
}
