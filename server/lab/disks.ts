import { existsSync, mkdirSync, readFileSync, rmSync, statfsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Lab, type LabHost, dataHosts } from "./lab.ts";
import { attempt, run } from "./shell.ts";

const imageOf = (host: LabHost) => `${host.data}.img`;
// Room for two caches of Galera, the redo log, a state transfer beside the data; sparse, so it costs what is written.
const gigabytes = 4;

/** Whether this machine can give hosts file systems of their own. */
export const canMakeDisks = (): boolean => existsSync("/dev/loop-control") && attempt("which", "mkfs.ext4");

/** Gives each data host a file system of its own as data folder: real fsync, a size that can be used up. */
export function makeDisks(lab: Lab): void {
  for (const host of lab.hosts) mkdirSync(host.data, { recursive: true, mode: 0o755 });
  if (!lab.disks) return;
  for (const host of dataHosts(lab)) {
    run("truncate", "-s", `${gigabytes}G`, imageOf(host));
    run("mkfs.ext4", "-q", "-m", "0", imageOf(host));
    run("mount", "-o", "loop,noatime", imageOf(host), host.data);
    rmSync(join(host.data, "lost+found"), { recursive: true });
  }
}

/** Unmounts what makeDisks mounted. Done twice, it does nothing. */
export function removeDisks(lab: Lab): void {
  const mounted = readFileSync("/proc/mounts", "utf8");
  for (const host of dataHosts(lab)) if (mounted.includes(` ${host.data} `)) run("umount", host.data);
}

type Disk = Pick<LabHost, "data">;
const ballast = (host: Disk) => join(host.data, "lab-ballast");

/** Fills a host's disk until `left` bytes remain. */
export function fillDisk(host: Disk, left: number): void {
  const { bavail, bsize } = statfsSync(host.data);
  // The file system needs some blocks of its own for a large file, and the host goes on writing: asking for all of it at once is refused.
  const size = bavail * bsize - Math.max(left, 16 * 1024 * 1024);
  if (size > 0) run("fallocate", "--offset", String(ballastSize(host)), "-l", String(size), ballast(host));
  if (left > 0) return;
  try {
    for (;;) writeFileSync(ballast(host), Buffer.alloc(65_536), { flag: "a" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
  }
}

const ballastSize = (host: Disk) => statSync(ballast(host), { throwIfNoEntry: false })?.size ?? 0;

export const freeDisk = (host: Disk): void => rmSync(ballast(host), { force: true });
