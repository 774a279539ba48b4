import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createAuthority, issueCertificate } from "../cluster/certificates.ts";
import { newCluster, peersOf, readCluster, selfOf, writeCluster } from "../cluster/cluster.ts";
import { makeRunFolder } from "../installation/installation.ts";
import type { Layout } from "../installation/layout.ts";
import { giveTo, serverUser } from "../installation/server-user.ts";
import { keyFile } from "./key.ts";

// What a restore leaves where it is.
const staying = /^(backups|backup\.key|before-restore-.+|restore-work|lost\+found)$/;

/** Names of what is in a data folder that a restore would replace. */
export const presentData = (layout: Layout): string[] =>
  existsSync(layout.data) ? readdirSync(layout.data).filter((name) => !staying.test(name)) : [];

/** What became of the cluster that the backup knew. */
export interface MovedIn {
  /** Where the former content lies now; null when there was none. */
  readonly former: string | null;
  /** Names of the nodes that have to join again. */
  readonly others: readonly string[];
  /** The address that the cluster had. */
  readonly vip: string | null;
}

/**
 * Puts a restored installation in its place; renames only, so that nothing is left half done. It begins a new cluster, with a new
 * authority: nodes that still live in the old one cannot mix their data with this one's. The virtual address is not taken over either,
 * because the old cluster may still hold it.
 * @param restored folder with mariadb/, installation.json and, if there was one, cluster.json.
 */
export function moveIn(
  layout: Layout,
  restored: string,
  { key, node }: { key: string; node: string },
): MovedIn {
  cleanUp(join(restored, "mariadb"));
  const old = readCluster(join(restored, "cluster.json"));
  const keys = join(restored, "keys");
  if (old) {
    createAuthority(keys);
    issueCertificate(keys, node, []);
    const founded = newCluster(node, selfOf(old).ports);
    writeCluster(join(restored, "cluster.json"), {
      ...founded,
      profile: old.profile,
      environment: old.environment,
    });
  }
  const present = presentData(layout);
  const former = present.length > 0 ? join(layout.data, `before-restore-${stamp()}`) : null;
  if (former) {
    mkdirSync(former, { mode: 0o700 });
    for (const name of present) renameSync(join(layout.data, name), join(former, name));
  }
  // It must exist before it can be told whether the server's user reaches it.
  makeRunFolder(layout);
  giveAll(serverUser(layout, "mysql"), join(restored, "mariadb"));
  for (const name of readdirSync(restored)) renameSync(join(restored, name), join(layout.data, name));
  if (!existsSync(keyFile(layout))) writeFileSync(keyFile(layout), `${key}\n`, { mode: 0o600, flag: "wx" });
  return { former, others: old ? peersOf(old).map(({ name }) => name) : [], vip: old?.vip?.address ?? null };
}

// What mariabackup adds to the data.
function cleanUp(dataFolder: string): void {
  for (const name of readdirSync(dataFolder))
    if (/^(xtrabackup_|mariadb_backup_|backup-my\.cnf)/.test(name)) rmSync(join(dataFolder, name));
}

function giveAll(user: string | undefined, folder: string): void {
  giveTo(user, folder);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    giveTo(user, join(entry.parentPath, entry.name));
}

const stamp = () => new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "");
