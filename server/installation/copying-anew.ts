import { existsSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Layout } from "./layout.ts";
import { lastLines } from "./logs.ts";

// A database that found its data to differ from the group's, or broken, must not go on with them: catching up from where it stands would keep
// the difference. It is given a complete copy of another one's. The mark stays until it has one, whatever happens on the way.

const markFile = (layout: Layout) => join(layout.data, "copy-anew");
const startsFile = (layout: Layout) => join(layout.data, "starts-in-vain");
const brokenAfter = 3;
const broken = /corrupt|checksum mismatch|cannot read first page/i;

/** From now on this database's data count for nothing: its next start beside one that serves copies that one's. */
export const copyAnew = (layout: Layout, reason: string): void =>
  writeFileSync(markFile(layout), `${new Date().toISOString()} ${reason}\n`, { mode: 0o600 });

/** The database is in step with the group: what went before is over. */
export function isInStep(layout: Layout): void {
  rmSync(markFile(layout), { force: true });
  rmSync(startsFile(layout), { force: true });
}

/**
 * Asked at each start beside a database that serves. After three starts that led nowhere while the log speaks of broken pages, the data are
 * given up too.
 * @returns whether this start is to copy the other's data.
 */
export function copiesAnew(layout: Layout): boolean {
  writeFileSync(startsFile(layout), ".", { flag: "a", mode: 0o600 });
  const inVain = statSync(startsFile(layout)).size - 1;
  if (inVain >= brokenAfter && broken.test(lastLines(layout.logs, "mariadb", 500)))
    copyAnew(layout, `${inVain} starts in vain, and broken pages in the log`);
  return existsSync(markFile(layout));
}
