import { OperatorError } from "../installation/command.ts";
import { numberOf, type PieceFile } from "./file-names.ts";
import { clusterOf } from "./log-stream.ts";
import type { LogPosition } from "./manifest.ts";

/** Until when to replay: up to that moment, or as far as the archived logs reach. */
export type ReplayTarget = Date | "latest";

/** The pieces of logs to replay after a full backup, log by log. */
export interface ReplayPlan {
  readonly logs: readonly { readonly number: number; readonly pieces: readonly PieceFile[] }[];
  /** Where to begin: at an offset of the first log, or, in another node's logs, after this transaction of the cluster. */
  readonly start: number | string;
  /** What was committed before is in them. */
  readonly reaches: Date;
}

/**
 * Chooses the pieces that lead from a full backup to `target`, each log from its beginning, no byte missing in between: those of its own
 * data folder if they reach, else those of another node of its cluster, which numbers the same transactions alike. Pure.
 * @throws OperatorError when the target lies before the backup, or no pieces reach it.
 */
export function planReplay(
  pieces: readonly PieceFile[],
  from: { readonly position: LogPosition | null; readonly at: Date },
  target: ReplayTarget,
): ReplayPlan {
  const { position, at } = from;
  if (target !== "latest" && target < at)
    throw new OperatorError(
      `This backup is of ${spokenTime(at)}, which is after ${spokenTime(target)}: take an older one.`,
    );
  if (!position)
    throw new OperatorError(
      "This backup was made without a binary log: there is nothing to replay after it.",
    );
  const plans = [ownPlan(pieces, position, target), ...otherPlans(pieces, position, target)].filter(
    (plan) => plan !== null && plan.reaches > at,
  ) as ReplayPlan[];
  const enough = plans.find(({ reaches }) => target !== "latest" && reaches >= target);
  const farthest = enough ?? plans.sort((a, b) => b.reaches.getTime() - a.reaches.getTime())[0];
  if (!farthest)
    throw new OperatorError(
      "The binary logs that follow this backup are not there; name their folder: --logs FOLDER",
    );
  if (!enough && target !== "latest")
    throw new OperatorError(
      `The archived binary logs reach to ${spokenTime(farthest.reaches)} only. For all of that: --to-time latest`,
    );
  return farthest;
}

function ownPlan(
  pieces: readonly PieceFile[],
  position: LogPosition,
  target: ReplayTarget,
): ReplayPlan | null {
  const own = pieces.filter(({ stream }) => stream === position.stream);
  const number = numberOf(position.file);
  const end = chainOf(own, number).at(-1);
  return end && end.to >= position.offset ? planFrom(own, number, target, position.offset) : null;
}

/** The first number in the backup's position that counts the cluster's transactions (wsrep-gtid-domain-id). */
const clusterGtid = /(?:^|,)(1-\d+-\d+)/;

// From the oldest log that is there without a gap: mariadb-binlog itself refuses to begin after the transaction that is asked for.
function otherPlans(
  pieces: readonly PieceFile[],
  position: LogPosition,
  target: ReplayTarget,
): (ReplayPlan | null)[] {
  const gtid = clusterGtid.exec(position.gtid)?.[1];
  if (!gtid) return [];
  const relatives = pieces.filter(
    ({ stream }) => stream !== position.stream && clusterOf(stream) === clusterOf(position.stream),
  );
  return [...new Set(relatives.map(({ stream }) => stream))].map((stream) => {
    const theirs = relatives.filter((piece) => piece.stream === stream);
    const numbers = new Set(theirs.map(({ number }) => number));
    let number = Math.max(...numbers);
    while (numbers.has(number - 1) && chainOf(theirs, number - 1).length > 0) number--;
    return planFrom(theirs, number, target, gtid);
  });
}

// Transactions carry the time at which they began, on the server where they began: one of before the target may stand in a log a little
// later. Beyond the target nothing is replayed, so that more logs than needed do no harm.
const slackMs = 60_000;

/** Log by log as far as they are there, or as far as is needed. */
function planFrom(
  pieces: readonly PieceFile[],
  first: number,
  target: ReplayTarget,
  start: number | string,
): ReplayPlan | null {
  const logs: { number: number; pieces: PieceFile[] }[] = [];
  for (let number = first; ; number++) {
    const chain = chainOf(pieces, number);
    if (chain.length === 0) break;
    const last = target === "latest" ? -1 : chain.findIndex(({ until }) => +until >= +target + slackMs);
    logs.push({ number, pieces: last < 0 ? chain : chain.slice(0, last + 1) });
    if (last >= 0) break;
  }
  const reaches = logs.at(-1)?.pieces.at(-1)?.until;
  return reaches ? { logs, start, reaches } : null;
}

/** Pieces that follow each other from the log's first byte. */
function chainOf(all: readonly PieceFile[], number: number): PieceFile[] {
  const pieces = all.filter((piece) => piece.number === number);
  const chain: PieceFile[] = [];
  for (let at = 0; ;) {
    // Two runs at once may have archived the same bytes.
    const next = pieces.filter(({ from, to }) => from === at && to > at).sort((a, b) => b.to - a.to)[0];
    if (!next) return chain;
    chain.push(next);
    at = next.to;
  }
}

/** "2026-11-22 10:15:00 UTC" */
export const spokenTime = (at: Date): string => `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`;
