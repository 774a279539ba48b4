import { hkdfSync, scryptSync } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { OperatorError } from "../installation/command.ts";
import { openSecrets } from "../installation/installation.ts";
import type { Layout } from "../installation/layout.ts";

/** The file with the key (or passphrase) that opens this installation's backups. */
export const keyFile = (layout: Layout) => join(layout.data, "backup.key");

/**
 * The key for new backups; generated once. It follows from the installation's secret, one way, so that every node of a cluster has the
 * same one without being told, and whoever has the key cannot sign anybody in with it.
 */
export function openKey(layout: Layout): { readonly key: string; readonly created: boolean } {
  const file = keyFile(layout);
  if (existsSync(file)) return { key: readKey(file), created: false };
  const secret = openSecrets(layout).secret;
  const key = Buffer.from(hkdfSync("sha256", secret, "", "holdfast backup key", 32)).toString("base64url");
  writeFileSync(file, `${key}\n`, { mode: 0o600, flag: "wx" });
  return { key, created: true };
}

/** Reads a key file. @throws OperatorError when there is none, or nothing in it. */
export function readKey(file: string): string {
  let key: string;
  try {
    key = readFileSync(file, "utf8").trim();
  } catch (error) {
    throw new OperatorError(
      `The key file ${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`,
    );
  }
  if (key.length < 12) throw new OperatorError(`The key file ${file} holds no key: at least 12 characters.`);
  return key;
}

const masters = new Map<string, Buffer>();

/** Costs a tenth of a second the first time, because the operator may have put a passphrase into the key file. */
export function masterKey(key: string): Buffer {
  const known = masters.get(key);
  if (known) return known;
  const master = scryptSync(key, "holdfast backup 1", 32, {
    N: 32_768,
    r: 8,
    p: 1,
    maxmem: 64 * 1024 * 1024,
  });
  masters.set(key, master);
  return master;
}
