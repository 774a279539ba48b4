import { z } from "zod";
import { OperatorError } from "../installation/command.ts";
import { readHeader, readManifest } from "./archive.ts";
import { contentsSchema } from "./contents.ts";

/** A place in the binary logs of one data folder. */
const position = z.object({
  /** Names the data folder whose logs these are (log-stream.ts). */
  stream: z.string(),
  /** `binlog.000012` */
  file: z.string(),
  offset: z.int(),
  gtid: z.string(),
});
export type LogPosition = z.infer<typeof position>;

const fullManifest = z.object({
  kind: z.literal("full"),
  node: z.string(),
  /** When the position was reached (ISO): what was committed before is in the archive. */
  at: z.string(),
  /** Newest migration that the database has. */
  schema: z.string(),
  /** Version of the server whose files these are. */
  mariadb: z.string(),
  /** Null when the server keeps no binary log. */
  position: position.nullable(),
  contents: contentsSchema,
  /** Size of what will lie on the disk. */
  plainBytes: z.int(),
  data: z.object({ bytes: z.int(), sha256: z.string() }),
  /** One sentence: what it was compared with before it counted as a backup. */
  verified: z.string(),
});
export type FullManifest = z.infer<typeof fullManifest>;

const logManifest = z.object({
  kind: z.literal("log"),
  node: z.string(),
  stream: z.string(),
  /** 12 of `binlog.000012`. */
  number: z.int(),
  /** The bytes from..to of that log. */
  from: z.int(),
  to: z.int(),
  /** How large the log before it became; null when that is gone. Shows whether the archived pieces of that one are all there. */
  previousSize: z.int().nullable(),
  /** What was committed on the node before this time (ISO) is in here or in an earlier piece. */
  until: z.string(),
  data: z.object({ bytes: z.int(), sha256: z.string() }),
});
export type LogManifest = z.infer<typeof logManifest>;

/** Opens a full backup's manifest. @throws OperatorError in one sentence when the file is anything else. */
export async function readFullManifest(file: string, key: string): Promise<FullManifest> {
  if ((await readHeader(file)).kind !== "full")
    throw new OperatorError(
      `${file} is a piece of the binary log; give the full backup (….backup) it belongs to.`,
    );
  return parsed(file, fullManifest.safeParse(await readManifest(file, key)));
}

/** Opens the manifest of a piece of the binary log. @throws OperatorError as above. */
export const readLogManifest = async (file: string, key: string): Promise<LogManifest> =>
  parsed(file, logManifest.safeParse(await readManifest(file, key)));

function parsed<T>(file: string, result: z.ZodSafeParseResult<T>): T {
  if (!result.success) throw new OperatorError(`${file} was made by another version of Holdfast.`);
  return result.data;
}
