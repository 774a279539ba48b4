import { median } from "./outage.ts";
import type { Verdict } from "./verdict.ts";

const seconds = (value: number) => value.toFixed(1);
const sum = (values: readonly number[]) => values.reduce((total, each) => total + each, 0);

const head = [
  "#",
  "fault",
  "trials",
  "outage median / max (s)",
  "promised",
  "failed of requests",
  "lost",
  "dup. mails",
  "sessions lost",
  "redundant again (s)",
  "",
];

/** The table of the matrix: as Markdown, which reads well in a terminal too. */
export function reportTable(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map((verdict) => [verdict.row.id, verdict.row.title, ...cellsOf(verdict)]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

function cellsOf({ trials, impossible, outage, row, passed }: Verdict): string[] {
  if (impossible !== null) return ["0", "-", "-", "-", "-", "-", "-", "-", `not here: ${impossible}`];
  const { target } = row;
  const promised = target.max === 0 ? "0 failed" : `${target.median} / ${target.max}`;
  const whole = trials.flatMap((each) => (each.whole === null ? [] : [each.whole]));
  return [
    String(trials.length),
    target.max === 0 && outage.max === 0 ? "0" : `${seconds(outage.median)} / ${seconds(outage.max)}`,
    promised,
    `${sum(trials.map(({ failed }) => failed))} of ${sum(trials.map(({ requests }) => requests)).toLocaleString("en")}`,
    String(sum(trials.map(({ lost }) => lost.length))),
    String(sum(trials.map(({ duplicateMails }) => duplicateMails))),
    String(sum(trials.map(({ signedOut }) => signedOut.length))),
    whole.length < trials.length ? "no" : `${seconds(median(whole))} / ${seconds(Math.max(0, ...whole))}`,
    passed ? "PASS" : "FAIL",
  ];
}

/** What is wrong, a line each; empty when everything passed. */
export const reportProblems = (verdicts: readonly Verdict[]): string[] =>
  verdicts.flatMap(({ row, problems }) => problems.map((problem) => `${row.id} ${row.title}: ${problem}`));
