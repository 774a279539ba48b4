import { chmodSync, chownSync, copyFileSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { keyFiles } from "../cluster/certificates.ts";
import type { Layout } from "./layout.ts";

/**
 * The system user that a server of ours changes to when we are root: `wanted` where it exists and can reach the data folder, else root.
 * @returns undefined when we are not root: the server stays who we are.
 */
export function serverUser(layout: Layout, wanted: string): string | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const ids = idsOf(wanted);
  return ids && mayReach(ids, layout.data) && mayReach(ids, layout.run) ? wanted : "root";
}

/** Makes the file or folder the user's own. Without a user it stays ours. */
export function giveTo(user: string | undefined, path: string): void {
  const ids = user && idsOf(user);
  if (ids) chownSync(path, ids.uid, ids.gid);
}

/**
 * Copies the cluster's certificates (not the authority's key) to where a server's user may read them: `<data>/etc/<server>/`.
 * @returns the paths of the copies.
 */
export function copyKeys(layout: Layout, server: string, user: string | undefined) {
  // Its user passes through to its own folder; whatever else lies in etc/ is readable by its owner only.
  mkdirSync(layout.etc, { recursive: true });
  chmodSync(layout.etc, 0o711);
  const folder = join(layout.etc, server);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  giveTo(user, folder);
  const { authority, certificate, key } = keyFiles(layout.keys);
  const copied = (file: string) => {
    const copy = join(folder, basename(file));
    copyFileSync(file, copy);
    chmodSync(copy, 0o600);
    giveTo(user, copy);
    return copy;
  };
  return { authority: copied(authority), certificate: copied(certificate), key: copied(key) };
}

export function idsOf(user: string): { uid: number; gid: number } | undefined {
  const entry = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((line) => line.startsWith(`${user}:`))
    ?.split(":");
  return entry ? { uid: Number(entry[2]), gid: Number(entry[3]) } : undefined;
}

function mayReach(ids: { uid: number; gid: number }, folder: string): boolean {
  const { mode, uid, gid } = statSync(folder);
  const passes = (mode & (uid === ids.uid ? 0o100 : gid === ids.gid ? 0o010 : 0o001)) !== 0;
  return passes && (folder === "/" || mayReach(ids, dirname(folder)));
}
