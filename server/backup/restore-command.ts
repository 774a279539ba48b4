import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Config } from "../../config/schema.ts";
import { OperatorError } from "../installation/command.ts";
import { layoutOf } from "../installation/layout.ts";
import { assertEmbedded } from "./backup-command.ts";
import { interruptible } from "./interrupting.ts";
import { keyFile, readKey } from "./key.ts";
import { logFolder } from "./logs.ts";
import type { ReplayTarget } from "./replay-plan.ts";
import { restore } from "./restore.ts";

/** The options of `npm run restore`. */
export interface RestoreGiven {
  readonly data?: string | undefined;
  readonly logs?: string | undefined;
  readonly key?: string | undefined;
  readonly "to-time"?: string | undefined;
  readonly force?: boolean | undefined;
}

/**
 * Restores one archive and says what comes next.
 * @throws OperatorError in one sentence; then nothing was changed.
 */
export async function restoreCommand(
  config: Config,
  archives: readonly string[],
  given: RestoreGiven,
  print: (line: string) => void,
): Promise<void> {
  assertEmbedded(config);
  const [archive, ...more] = archives.map((name) => resolve(name));
  if (!archive || more.length > 0)
    throw new OperatorError("Give one archive: npm run restore -- FILE.backup. See --help.");
  const layout = layoutOf(given.data ? resolve(given.data) : config.data);
  const key = readKey(given.key ? resolve(given.key) : findKey(archive, keyFile(layout)));
  const logs = given.logs ? resolve(given.logs) : logFolder(dirname(archive));
  const to = given["to-time"] === undefined ? null : targetTime(given["to-time"]);
  const { former, others, vip } = await interruptible("The restore", (signal) =>
    restore({ archive, key, layout, logs, to, force: given.force ?? false, signal, print }),
  );
  if (former) print(`What was there before lies in ${former}; remove it when you are sure.`);
  const folder = layout.data === config.data ? "" : `HOLDFAST_DATA=${layout.data} `;
  print(`Start it: ${folder}npm start`);
  if (vip)
    print(
      `The virtual address ${vip} was not taken over; when nobody holds it any more: ${folder}npm start -- --vip ${vip}/PREFIX`,
    );
  if (others.length > 0)
    print(
      `${others.join(" and ")} must join again, with empty data folders: stop them (npm stop), move their HOLDFAST_DATA aside, then here: ${folder}npm run failover -- invite`,
    );
}

function findKey(archive: string, own: string): string {
  const near = [own, join(dirname(archive), "backup.key"), join(dirname(archive), "..", "backup.key")];
  const found = near.find((file) => existsSync(file));
  if (!found)
    throw new OperatorError(
      "The key is not here: give the copy of backup.key that you stored, with --key FILE.",
    );
  return found;
}

/**
 * A moment to restore to, whole seconds: "2026-11-22 10:15:00" is this machine's local time, "2026-11-22T10:15:00Z" is not.
 * @throws OperatorError
 */
export function targetTime(text: string, now = new Date()): ReplayTarget {
  if (text === "latest") return text;
  const time = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:?\d\d)?$/.test(text) ? new Date(text) : null;
  if (!time || Number.isNaN(time.getTime()))
    throw new OperatorError(
      `--to-time: expected a moment like "2026-11-22 10:15:00" (local time) or "latest", got "${text}"`,
    );
  if (time > now) throw new OperatorError(`--to-time: ${text} is in the future.`);
  return time;
}
