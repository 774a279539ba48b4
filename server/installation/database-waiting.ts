import { setTimeout as sleep } from "node:timers/promises";
import { folderSize } from "./folder-size.ts";
import { megabytes } from "./join-checks.ts";
import type { Layout } from "./layout.ts";
import { readStart } from "./mariadb-state.ts";

const sayEveryMs = 5000;
/** Growth by more than this is no start any more, but a copy of the others' data. */
const copyBytes = 16 * 1024 * 1024;

/**
 * Waits until this node's database answers, however long it takes to copy the cluster's data or for the other servers to come, and says what
 * it is doing meanwhile.
 * @param patienceSeconds how long nothing at all may move.
 * @throws Error with what it waits for, or with the last answer, when nothing moved for that long.
 */
export async function waitForDatabase(
  layout: Layout,
  ask: () => Promise<void>,
  print: (line: string) => void,
  patienceSeconds: number,
): Promise<void> {
  let moved = performance.now();
  let said = performance.now();
  let before = { reason: "", size: folderSize(layout.mariadb) };
  const size = before.size;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const start = readStart(layout);
      const waiting = start?.state === "waiting" ? start.reason : "";
      const now = { reason: waiting, size: folderSize(layout.mariadb) };
      if (now.reason !== before.reason || now.size !== before.size) moved = performance.now();
      if (now.reason !== "" && now.reason !== before.reason) print(`The database waits: ${now.reason}`);
      else if (performance.now() - said > sayEveryMs) {
        const copied = now.size - size;
        print(
          copied > copyBytes
            ? `Copying the database: ${megabytes(copied)} so far…`
            : "Waiting for the database…",
        );
        said = performance.now();
      }
      before = now.size > before.size || now.reason !== before.reason ? now : before;
      if (performance.now() - moved > patienceSeconds * 1000)
        throw waiting === "" ? error : new Error(`it waits: ${waiting}`);
    }
    await sleep(250);
  }
}
