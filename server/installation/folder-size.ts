import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** Bytes of all files under a folder; files that vanish meanwhile count as nothing, and so does a folder that is not there. */
export function folderSize(folder: string): number {
  let size = 0;
  try {
    for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
      const found = statSync(join(folder, name), { throwIfNoEntry: false });
      if (found?.isFile()) size += found.size;
    }
  } catch {
    return size;
  }
  return size;
}
