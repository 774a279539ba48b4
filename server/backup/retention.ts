import type { FullFile, PieceFile } from "./file-names.ts";

/** How many full backups stay: the newest of each of that many days, weeks (Monday to Sunday) and months that have any; UTC. */
export interface Keep {
  readonly daily: number;
  readonly weekly: number;
  readonly monthly: number;
}

/** Which of the full backups have had their time. The newest always stays. Pure. */
export function expiredFulls(fulls: readonly FullFile[], keep: Keep): FullFile[] {
  const newestFirst = [...fulls].sort((a, b) => b.at.getTime() - a.at.getTime());
  const kept = new Set([
    ...newestFirst.slice(0, 1),
    ...newestOfEach(newestFirst, keep.daily, dayOf),
    ...newestOfEach(newestFirst, keep.weekly, weekOf),
    ...newestOfEach(newestFirst, keep.monthly, (at) => at.toISOString().slice(0, 7)),
  ]);
  return fulls.filter((full) => !kept.has(full));
}

const logDays = 8;
const dayMs = 86_400_000;

/**
 * Which pieces of binary logs have had their time: those of logs that end before the oldest of the daily backups, or, where there is no
 * full backup, before eight days ago. A log goes as a whole, because it can only be read from its beginning. Pure.
 */
export function expiredPieces(
  pieces: readonly PieceFile[],
  fulls: readonly FullFile[],
  keep: Keep,
  now: Date,
): PieceFile[] {
  const newestFirst = [...fulls].sort((a, b) => b.at.getTime() - a.at.getTime());
  const oldest = newestOfEach(newestFirst, Math.max(keep.daily, 1), dayOf).at(-1)?.at.getTime();
  // A day more: the log that a backup stands in may have been archived last before it.
  const limit = (oldest ?? now.getTime() - (logDays - 1) * dayMs) - dayMs;
  const logOf = (piece: PieceFile) => `${piece.node}-${piece.stream}-${piece.number}`;
  const ends = new Map<string, number>();
  for (const piece of pieces)
    ends.set(logOf(piece), Math.max(ends.get(logOf(piece)) ?? 0, piece.until.getTime()));
  return pieces.filter((piece) => (ends.get(logOf(piece)) ?? 0) < limit);
}

function newestOfEach(
  newestFirst: readonly FullFile[],
  count: number,
  period: (at: Date) => string,
): FullFile[] {
  const newest = new Map<string, FullFile>();
  for (const full of newestFirst) if (!newest.has(period(full.at))) newest.set(period(full.at), full);
  return [...newest.values()].slice(0, count);
}

const dayOf = (at: Date) => at.toISOString().slice(0, 10);
/** The Monday of its week. */
const weekOf = (at: Date) => dayOf(new Date(at.getTime() - ((at.getUTCDay() + 6) % 7) * dayMs));
