import { statfs } from "node:fs/promises";
import type { PartState } from "./state.ts";

/** Below this share a node must not take the role, and gives it up. */
const least = 0.05;

/** @returns how much of the disk under `folder` is free to us, and whether that is enough. */
export async function diskPart(folder: string): Promise<PartState> {
  const { bavail, blocks, bsize } = await statfs(folder);
  return judgeDisk(bavail * bsize, blocks * bsize);
}

/** @param free @param size bytes. Pure. */
export function judgeDisk(free: number, size: number): PartState {
  const share = size > 0 ? free / size : 1;
  const gigabytes = (free / 1024 ** 3).toFixed(1);
  const text = `${gigabytes} GB (${(share * 100).toFixed(1)} %) free`;
  return share > least
    ? { ok: true, detail: text }
    : { ok: false, detail: `the disk is nearly full: ${text}` };
}
