/** One request of the workload. Times in milliseconds of the machine's monotonic clock, which all processes share. */
export interface Attempt {
  readonly at: number;
  readonly ms: number;
  readonly ok: boolean;
  readonly kind: string;
  /** Status, or why there was none. */
  readonly answer: string;
}

export interface Outage {
  readonly from: number;
  readonly to: number;
}

/** This machine's monotonic clock, milliseconds. */
export const monotonic = (): number => Number(process.hrtime.bigint()) / 1e6;

/**
 * When clients were not served: from the start of a failed attempt to the first success of an attempt that started after it. Stretches
 * that overlap are one. What never succeeded again ends with the last attempt.
 */
export function outagesOf(attempts: readonly Attempt[]): Outage[] {
  const sorted = [...attempts].sort((a, b) => a.at - b.at);
  const last = Math.max(0, ...sorted.map(({ at, ms }) => at + ms));
  // Earliest end of a success among this and all later starts.
  const endings: number[] = Array.from({ length: sorted.length + 1 }, () => last);
  for (let index = sorted.length - 1; index >= 0; index--) {
    const each = sorted[index];
    const next = endings[index + 1] ?? last;
    endings[index] = each?.ok ? Math.min(next, each.at + each.ms) : next;
  }
  const outages: { from: number; to: number }[] = [];
  for (const [index, { at, ok }] of sorted.entries()) {
    if (ok) continue;
    const to = Math.max(endings[index + 1] ?? last, at);
    const before = outages.at(-1);
    if (before && at <= before.to) before.to = Math.max(before.to, to);
    else outages.push({ from: at, to });
  }
  return outages;
}

/** The longest time without service, seconds; 0 when nothing failed. */
export const longestOutage = (attempts: readonly Attempt[]): number =>
  Math.max(0, ...outagesOf(attempts).map(({ from, to }) => (to - from) / 1000));

/** @returns the value below which `share` of them lie, 0 of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(middle)] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
};
