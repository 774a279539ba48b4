import type { Report } from "./bench.ts";
import { medianOf, type Result } from "./measure.ts";

const whole = (value: number) => Math.round(value).toLocaleString("en");
const exact = (value: number, digits = 2) => value.toFixed(digits);

/** Rows of text as a table; the first column to the left, the others to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join("  "),
    )
    .join("\n");
}

const rateOf = (results: readonly Result[], page: string, subject: string) =>
  medianOf(results.find((each) => each.page === page && each.subject === subject)?.rates ?? []);

/** What is promised (performance.md), with what was measured. */
export interface Verdict {
  readonly what: string;
  readonly wanted: string;
  readonly measured: string;
  readonly holds: boolean;
}

export function verdicts(report: Report): Verdict[] {
  const { results } = report;
  const all: Verdict[] = [];
  const add = (what: string, wanted: string, measured: string, holds: boolean) =>
    all.push({ what, wanted, measured, holds });
  for (const page of pagesOf(results).filter((name) =>
    results.some((each) => each.page === name && each.subject === "b"),
  )) {
    const ratio = rateOf(results, page, "c") / rateOf(results, page, "b");
    add(`${page}: c/b`, "≥ 0.60", exact(ratio), ratio >= 0.6);
    const run = results.find((each) => each.page === page && each.subject === "c")?.median;
    if (run) add(`${page}: p95/p50`, "≤ 3", exact(run.p95 / run.p50), run.p95 <= 3 * run.p50);
    const costs = results
      .filter((each) => each.page === page && each.subject.startsWith("c"))
      .map(({ median }) => median.nodeCpu + median.databaseCpu + median.redisCpu);
    if (costs.length > 1)
      add(
        `${page}: cost between sizes`,
        "≤ 1.3×",
        `${exact(Math.max(...costs) / Math.min(...costs))}×`,
        Math.max(...costs) <= 1.3 * Math.min(...costs),
      );
  }
  for (const [what, peer] of [
    ["new requests", 19],
    ["replies", 16],
  ] as const) {
    const rate = report.writes[what]?.rate ?? 0;
    add(`${what}/s`, `≥ ${peer * 10}`, whole(rate), rate >= peer * 10);
  }
  const { alone, during } = report.duringSignIns;
  add("list's p95 during 20 sign-ins/s", "≤ 1.5×", `${exact(during / alone)}×`, during <= 1.5 * alone);
  add("mails/s", "≥ 50", whole(report.mail.rate), report.mail.rate >= 50);
  const first = Math.max(...report.weights.map((each) => each.first));
  const next = Math.max(...report.weights.map((each) => each.next));
  add("heaviest first visit", "≤ 100 KB", `${whole(first)} KB`, first <= 100);
  add("heaviest next visit", "≤ 15 KB", `${exact(next, 1)} KB`, next <= 15);
  const queue = report.weights.find((each) => each.page === "agent's open queue")?.html ?? 0;
  add("queue's HTML", "≤ 40 KB", `${exact(queue, 1)} KB`, queue <= 40);
  const memory = Math.max(...report.memory.map(({ pss }) => pss));
  add(
    `memory per web process after ${whole(report.answered)} pages`,
    "≤ 150 MB",
    `${whole(memory)} MB`,
    memory <= 150,
  );
  const slowest = Math.max(...report.loads.map(({ requests }) => requests));
  const main = report.loads.find(({ requests }) => requests === slowest);
  if (main && main.seconds > 0)
    add(
      `loading ${whole(main.requests)} requests`,
      "≥ 10,000/s",
      `${whole(main.requests / main.seconds)}/s`,
      main.requests / main.seconds >= 10_000,
    );
  return all;
}

const pagesOf = (results: readonly Result[]) => [...new Set(results.map(({ page }) => page))];

/** The whole report for a terminal. */
export function reportText(report: Report): string {
  const { results } = report;
  const lines = results.map(
    ({ page, subject, median: { rate, p50, p95, p99, nodeCpu, databaseCpu, redisCpu } }) => {
      const base = (name: string) => rateOf(results, page, name);
      const ratio = (name: string) => (subject === "c" && base(name) ? exact(rate / base(name)) : "");
      return [
        page,
        subject,
        whole(rate),
        exact(p50),
        exact(p95),
        exact(p99),
        whole(nodeCpu),
        whole(databaseCpu),
        whole(redisCpu),
        ratio("b"),
        ratio("a"),
      ];
    },
  );
  const head = ["page", "of", "req/s", "p50 ms", "p95", "p99", "node µs", "db µs", "redis µs", "c/b", "c/a"];
  const writes = Object.entries(report.writes).map(([name, { rate, p50, p95 }]) => [
    name,
    exact(rate, 0),
    exact(p50, 1),
    exact(p95, 1),
  ]);
  const weights = report.weights.map(({ page, first, next, html }) => [
    page,
    exact(first, 1),
    exact(next, 1),
    exact(html, 1),
  ]);
  const memory = report.memory.map(({ pss, rss, peak }, index) => [
    `web ${index + 1}`,
    whole(pss),
    whole(rss),
    whole(peak),
  ]);
  return [
    "a = a constant page, b = the floor (same queries, no framework), c = the product; medians of interleaved runs\n",
    table([head, ...lines]),
    table([["writing, 16 at once", "per s", "p50 ms", "p95 ms"], ...writes]),
    `mail: ${whole(report.mail.mails)} sent, ${whole(report.mail.rate)}/s`,
    table([["weight", "first KB", "next KB", "HTML KB"], ...weights]),
    table([["memory", "PSS MB", "RSS MB", "peak MB"], ...memory]),
    table([
      ["target", "wanted", "measured", ""],
      ...verdicts(report).map(({ what, wanted, measured, holds }) => [
        what,
        wanted,
        measured,
        holds ? "ok" : "MISSED",
      ]),
    ]),
    `the machine was ${Math.round(report.others * 100)} % busy over the whole run`,
  ].join("\n\n");
}
