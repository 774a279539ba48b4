import { median } from "./outage.ts";
import type { Row, Target, Trial } from "./row.ts";

const some = (list: readonly string[]) => `${list.slice(0, 3).join("; ")}${list.length > 3 ? " …" : ""}`;

/** What is wrong with a trial; empty: it keeps the row's promise as far as one trial can. */
export function problemsOf(target: Target, trial: Omit<Trial, "problems">): string[] {
  const { lost, wrong, signedOut, outage, failed } = trial;
  const problems: string[] = [];
  if (lost.length > 0) problems.push(`${lost.length} acknowledged writes lost: ${some(lost)}`);
  if (wrong.length > 0) problems.push(`${wrong.length} wrong: ${some(wrong)}`);
  if (signedOut.length > 0) problems.push(`signed out: ${some(signedOut)}`);
  if (trial.twoHolders > 0)
    problems.push(`two holders of the virtual address for ${Math.ceil(trial.twoHolders)} ms`);
  if (trial.duplicateMails > target.duplicateMails * Math.max(1, trial.roleChanges))
    problems.push(`${trial.duplicateMails} duplicate mails`);
  if (target.max === 0 && failed > 0) problems.push(`${failed} of ${trial.requests} requests failed`);
  else if (outage > target.max && target.max > 0)
    problems.push(`outage of ${outage.toFixed(2)} s, promised at most ${target.max} s`);
  if (target.role === "moves" && trial.after === trial.before) problems.push("the role did not move");
  if (target.role === "stays" && trial.roleChanges > 0)
    problems.push(`the role changed ${trial.roleChanges} times: ${trial.reason}`);
  if (target.roleChanges !== undefined && trial.roleChanges > target.roleChanges)
    problems.push(`${trial.roleChanges} changes of role`);
  if (target.reason && trial.roleChanges > 0 && !target.reason.test(trial.reason))
    problems.push(`the reason is wrong: ${JSON.stringify(trial.reason)}`);
  if (trial.whole === null) problems.push(`not whole again within ${target.whole ?? 120} s`);
  return problems;
}

export interface Verdict {
  readonly row: Pick<Row, "id" | "title" | "target">;
  readonly trials: readonly Trial[];
  /** Why it did not run. */
  readonly impossible: string | null;
  readonly outage: { readonly median: number; readonly max: number };
  readonly problems: readonly string[];
  readonly passed: boolean;
}

/** What all trials of a row show together. */
export function verdictOf(
  row: Pick<Row, "id" | "title" | "target">,
  trials: readonly Trial[],
  impossible: string | null = null,
): Verdict {
  const outages = trials.map(({ outage }) => outage);
  const outage = { median: median(outages), max: Math.max(0, ...outages) };
  const slow =
    row.target.median > 0 && outage.median > row.target.median
      ? [`median outage ${outage.median.toFixed(2)} s, promised ${row.target.median} s`]
      : [];
  const problems = [
    ...slow,
    ...trials.flatMap((each) => each.problems.map((text) => `trial ${each.trial}: ${text}`)),
  ];
  const passed = impossible === null && trials.length > 0 && problems.length === 0;
  return { row, trials, impossible, outage, problems, passed };
}
