import { OperatorError } from "../installation/command.ts";
import { numberOf, type PieceFile } from "./file-names.ts";
import type { LogPosition } from "./manifest.ts";

/** Until when to replay: up to that moment, or as far as the archived logs reach. */
export type ReplayTarget = Date | "latest";

/** The pieces of logs to replay after a full backup, log by log. */
export interface ReplayPlan {
  readonly logs: readonly { readonly number: number; readonly pieces: readonly PieceFile[] }[];
  /** What was committed before is in them. */
  readonly reaches: Date;
}

/**
 * Chooses the pieces that lead from a full backup to `target`: those of its own data folder, each log from its beginning, no byte
 * missing in between. Pure.
 * @throws OperatorError when the target lies before the backup, or the pieces do not reach it.
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
  const own = pieces.filter(({ stream }) => stream === position.stream);
  const logs: { number: number; pieces: PieceFile[] }[] = [];
  let reaches: Date | null = null;
  for (let number = numberOf(position.file); ; number++) {
    const chain = chainOf(own.filter((piece) => piece.number === number));
    const end = chain.at(-1);
    if (!end || (logs.length === 0 && end.to < position.offset)) break;
    const last = target === "latest" ? -1 : chain.findIndex(({ until }) => until >= target);
    const needed = last < 0 ? chain : chain.slice(0, last + 1);
    logs.push({ number, pieces: needed });
    reaches = needed.at(-1)?.until ?? null;
    if (last >= 0) break;
  }
  if (!reaches)
    throw new OperatorError(
      "The binary logs that follow this backup are not there; name their folder: --logs FOLDER",
    );
  if (target !== "latest" && reaches < target)
    throw new OperatorError(
      `The archived binary logs reach to ${spokenTime(reaches)} only. For all of that: --to-time latest`,
    );
  return { logs, reaches };
}

/** Pieces that follow each other from the log's first byte. */
function chainOf(pieces: readonly PieceFile[]): PieceFile[] {
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
