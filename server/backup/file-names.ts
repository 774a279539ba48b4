/** A full backup by its file's name. */
export interface FullFile {
  readonly name: string;
  readonly node: string;
  readonly at: Date;
}

/** A piece of a binary log by its file's name: the bytes from..to of log `number` of one data folder. */
export interface PieceFile {
  readonly name: string;
  readonly node: string;
  readonly stream: string;
  readonly number: number;
  readonly from: number;
  readonly to: number;
  /** What was committed before is in this piece or in an earlier one. */
  readonly until: Date;
}

/** "20261122T023000Z" */
const stamp = (at: Date) => at.toISOString().replaceAll(/[-:]|\.\d+/g, "");
const unstamp = (text: string) =>
  new Date(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));

export const fullName = (node: string, at: Date) => `holdfast-${node}-${stamp(at)}.backup`;

export function pieceName(piece: Omit<PieceFile, "name">): string {
  const number = String(piece.number).padStart(6, "0");
  return `holdfast-${piece.node}-${piece.stream}-${number}-${piece.from}-${piece.to}-${stamp(piece.until)}.binlog`;
}

const fullPattern = /^holdfast-([a-z0-9-]+)-(\d{8}T\d{6}Z)\.backup$/;
const piecePattern = /^holdfast-([a-z0-9-]+)-([0-9a-f]{16})-(\d{6,})-(\d+)-(\d+)-(\d{8}T\d{6}Z)\.binlog$/;

/** The full backups among files, oldest first. Pure; other names are left out. */
export function fullsAmong(names: readonly string[]): FullFile[] {
  return names
    .flatMap((name) => {
      const [, node, at] = fullPattern.exec(name) ?? [];
      return node && at ? [{ name, node, at: unstamp(at) }] : [];
    })
    .sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** The pieces of binary logs among files, in the order in which they follow each other. Pure; other names are left out. */
export function piecesAmong(names: readonly string[]): PieceFile[] {
  return names
    .flatMap((name) => {
      const [, node, stream, number, from, to, until] = piecePattern.exec(name) ?? [];
      if (!node || !stream || !until) return [];
      return [
        {
          name,
          node,
          stream,
          number: Number(number),
          from: Number(from),
          to: Number(to),
          until: unstamp(until),
        },
      ];
    })
    .sort((a, b) => a.number - b.number || a.from - b.from || a.until.getTime() - b.until.getTime());
}

/** 12 of "binlog.000012". */
export const numberOf = (log: string): number => Number(/\.(\d+)$/.exec(log)?.[1]);

/** "…/binlog.000012" of the basename that the server gives and 12. */
export const logPath = (basename: string, number: number): string =>
  `${basename}.${String(number).padStart(6, "0")}`;
