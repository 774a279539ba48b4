import { chownSync, existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** How far a node's database has come: the history it belongs to, and its last transaction in it. */
export interface Position {
  readonly uuid: string;
  readonly seqno: number;
}

/** What Galera leaves in grastate.dat. */
export interface SavedState {
  /** Null: its data was not consistent with a position when it ended (a schema change, a copy under way, or it was voted out). */
  readonly uuid: string | null;
  /** Null: it was not shut down cleanly. */
  readonly seqno: number | null;
}

const nil = "00000000-0000-0000-0000-000000000000";
const fileIn = (dataFolder: string) => join(dataFolder, "grastate.dat");

/** @returns null when there is none: this data folder was never part of a group. */
export function readSavedState(dataFolder: string): SavedState | null {
  if (!existsSync(fileIn(dataFolder))) return null;
  const text = readFileSync(fileIn(dataFolder), "utf8");
  const uuid = /^uuid:\s+([0-9a-f-]{36})/m.exec(text)?.[1] ?? nil;
  const seqno = Number(/^seqno:\s+(-?\d+)/m.exec(text)?.[1] ?? -1);
  return { uuid: uuid === nil ? null : uuid, seqno: seqno < 0 ? null : seqno };
}

/** This data folder is no member's any more: what joins with it copies everything. */
export const forgetState = (dataFolder: string): void => rmSync(fileIn(dataFolder), { force: true });

/**
 * Lets this data folder begin its group anew, at its own position. Without the uuid in grastate.dat Galera would begin another history,
 * and every other node would have to copy all data.
 * @param position null: it never belonged to a group, and begins its first history.
 * @param clean the position is that of a clean shutdown, which needs no `--wsrep_start_position`.
 */
export function permitBootstrap(dataFolder: string, position: Position | null, clean: boolean): void {
  const path = fileIn(dataFolder);
  if (!position) return rmSync(path, { force: true });
  const seqno = clean ? position.seqno : -1;
  const lines = ["# GALERA saved state", "version: 2.1", `uuid:    ${position.uuid}`, `seqno:   ${seqno}`];
  const { uid, gid } = statSync(dataFolder);
  writeFileSync(`${path}.new`, [...lines, "safe_to_bootstrap: 1", ""].join("\n"), { mode: 0o660 });
  chownSync(`${path}.new`, uid, gid);
  renameSync(`${path}.new`, path);
}

/** Reads "uuid:seqno", with or without a GTID behind; null for a database that never belonged to a group. */
export function parsePosition(text: string): Position | null {
  const match = /^([0-9a-f-]{36}):(\d+)/.exec(text);
  return !match?.[1] || match[1] === nil ? null : { uuid: match[1], seqno: Number(match[2]) };
}

/** What `mariadbd --wsrep_recover` found, as it prints it: the value of `--wsrep_start_position`. Empty: nothing. */
export const recoveredText = (log: string): string =>
  /WSREP: Recovered position:\s*(\S+)/.exec(log)?.[1] ?? "";
