import { existsSync, readFileSync, statfsSync } from "node:fs";
import { dirname } from "node:path";
import type { Greeting } from "../cluster/admission.ts";
import { roundTrip } from "../cluster/addresses.ts";
import type { ClusterNode } from "../cluster/cluster.ts";
import { interfaceFor } from "../cluster/virtual-address.ts";
import { OperatorError } from "./command.ts";
import type { Layout } from "./layout.ts";

/** The farthest a witness may be: its answer is part of every commit. Round trip, milliseconds. */
const witnessLimitMs = 5;
const fullDiskPercent = 95;
const oddClockMs = 60_000;

/**
 * What is in the data folder of a machine that wants to join.
 * @returns "empty", "interrupted" (a join that did not come to its end), "left" (it was a node), or "used" (a cluster's or data of its own).
 */
export function stateOf(layout: Layout): "empty" | "interrupted" | "left" | "used" {
  if (existsSync(layout.joining)) return "interrupted";
  if (existsSync(layout.left)) return "left";
  return [layout.cluster, layout.secrets, layout.mariadb, layout.redis].some((path) => existsSync(path))
    ? "used"
    : "empty";
}

/** @throws OperatorError when the folder holds something that joining would overwrite. */
export function assertMayJoin(layout: Layout, discard: boolean): void {
  const state = stateOf(layout);
  if (state === "empty" || state === "interrupted" || discard) return;
  const what =
    state === "left"
      ? `${layout.data} holds the data of a node that left its cluster (${leftBecause(layout)})`
      : `${layout.data} holds an installation already: a portal of its own, or a node of a cluster`;
  throw new OperatorError(
    `${what}. Joining would replace it by the cluster's data. If nothing in it is needed, repeat the command with --discard-data; otherwise choose another folder with HOLDFAST_DATA.`,
  );
}

/** Why and when a node left, in a clause. */
export function leftBecause({ left }: Pick<Layout, "left">): string {
  const { at, why } = JSON.parse(readFileSync(left, "utf8")) as { at: string; why: string };
  return `${why}, ${at.slice(0, 16).replace("T", " ")} UTC`;
}

/** How full the disk is that holds `folder` (or will), percent as df counts, and what is free, bytes. */
export function diskOf(folder: string): { readonly percent: number; readonly free: number } {
  const existing = existsSync(folder) ? folder : dirname(folder);
  if (existing !== folder && existing !== dirname(existing)) return diskOf(existing);
  const { blocks, bfree, bavail, bsize } = statfsSync(existing);
  const used = blocks - bfree;
  return { percent: Math.ceil((used / Math.max(1, used + bavail)) * 100), free: bavail * bsize };
}

/**
 * Whether the disk has room for the cluster's data.
 * @throws OperatorError with the figures when it has not.
 */
export function assertRoom(
  folder: string,
  kind: ClusterNode["kind"],
  size: number,
  disk = diskOf(folder),
): void {
  if (disk.percent >= fullDiskPercent)
    throw new OperatorError(
      `The disk of ${folder} is ${disk.percent} % full; a server must have more than ${100 - fullDiskPercent} % free. Make room, or choose another disk with HOLDFAST_DATA, then repeat the command.`,
    );
  // The copy itself, and the logs that it is prepared with.
  const needed = kind === "data" ? size * 1.5 : 0;
  if (needed > disk.free)
    throw new OperatorError(
      `The cluster's data needs ${megabytes(needed)} here, the disk of ${folder} has ${megabytes(disk.free)} free. Make room, or choose another disk with HOLDFAST_DATA, then repeat the command.`,
    );
}

export const megabytes = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MB`;

/**
 * Measures the way to every node that votes with this one.
 * @returns a warning when servers are far apart, else null.
 * @throws OperatorError when a witness would be, or is, farther than 5 ms.
 */
export async function assertNear(
  kind: ClusterNode["kind"],
  { cluster }: Greeting,
  limitMs = witnessLimitMs,
): Promise<string | null> {
  let warning: string | null = null;
  for (const node of cluster.nodes.filter(
    ({ address, kind: other }) => address !== "" && (kind === "data" || other === "data"),
  )) {
    const ms = await roundTrip(node.address, node.ports.agent).catch(() => null);
    if (ms === null || ms <= limitMs) continue;
    const far = `${ms.toFixed(1)} ms from ${node.name}`;
    if (kind === "witness" || node.kind === "witness")
      throw new OperatorError(
        `This machine is ${far} (round trip); a witness may be ${limitMs} ms away at most, because it takes part in every commit: each would take that much longer. Use a machine in the same network.`,
      );
    warning = `This machine is ${far} (round trip): every change will take that much longer. Servers belong into the same network.`;
  }
  return warning;
}

/** What is odd about this machine but does not matter to the cluster. */
export function clockWarning({ clock }: Greeting, now = Date.now()): string | null {
  const off = now - clock;
  if (Math.abs(off) < oddClockMs) return null;
  const minutes = Math.round(Math.abs(off) / 60_000);
  return `This machine's clock is ${minutes} min ${off > 0 ? "ahead of" : "behind"} the cluster's. Nothing depends on it, but times in logs and mails would be wrong: set it (for example with chrony).`;
}

/**
 * Whether a data node can carry the virtual address.
 * @throws Refusal when its interface does not exist here.
 */
export function assertInterface(kind: ClusterNode["kind"], { cluster }: Greeting): void {
  if (kind === "data" && cluster.vip) interfaceFor(cluster.vip);
}
