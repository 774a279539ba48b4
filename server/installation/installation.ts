import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { type Config, ConfigError } from "../../config/schema.ts";
import { readCluster } from "../cluster/cluster.ts";
import type { DatabaseEndpoint, RedisAddress } from "../core/connections.ts";
import { databaseEndpoints, sentinelAddress } from "./addresses.ts";
import { type Layout, layoutOf } from "./layout.ts";

/** What this installation runs on: the operator's servers where configured, else the embedded ones. */
export interface Installation {
  /** This machine's own server, for commands. */
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** Where the product's processes find their data: in a cluster on the other data nodes as well, this machine's server first. */
  readonly database: readonly DatabaseEndpoint[];
  /** Which Redis they use: in a cluster the one that the Sentinels call master. */
  readonly redis: RedisAddress;
  readonly secret: string;
  readonly embedded: { readonly database: boolean; readonly redis: boolean };
}

const secretsFile = z.object({
  databasePassword: z.string().min(16),
  redisPassword: z.string().min(16),
  secret: z.string().min(32),
});
type Secrets = z.infer<typeof secretsFile>;

/**
 * Opens the installation in `config.data`, creating the folder and its secrets the first time. Cheap and safe to call from
 * several processes at once.
 * @throws ConfigError with one line when the folder or its secrets cannot be used.
 */
export function openInstallation(
  config: Pick<Config, "data" | "databaseUrl" | "redisUrl" | "secret">,
): Installation {
  const layout = layoutOf(config.data);
  const secrets = openSecrets(layout);
  const password = (text: string) => encodeURIComponent(text);
  const own = {
    databaseUrl:
      config.databaseUrl ??
      `mysql://holdfast:${password(secrets.databasePassword)}@localhost/holdfast?socketPath=${encodeURIComponent(layout.sockets.mariadb)}`,
    redisUrl:
      config.redisUrl ??
      `redis://:${password(secrets.redisPassword)}@localhost?path=${encodeURIComponent(layout.sockets.redis)}`,
  };
  const cluster = readCluster(layout.cluster);
  const others = cluster !== null && cluster.nodes.length > 1 ? cluster : null;
  return {
    ...own,
    database:
      others && config.databaseUrl === undefined
        ? databaseEndpoints(layout, others, own.databaseUrl, secrets.databasePassword)
        : [{ name: "the database", url: own.databaseUrl }],
    redis:
      others && config.redisUrl === undefined
        ? sentinelAddress(layout, others, secrets.redisPassword)
        : own.redisUrl,
    secret: config.secret ?? secrets.secret,
    embedded: { database: config.databaseUrl === undefined, redis: config.redisUrl === undefined },
  };
}

/** Reads the secrets of an installation, generating them once; they must survive everything, so they are synced to disk. */
export function openSecrets(layout: Layout): Secrets {
  try {
    makeFolder(layout.data, 0o711);
    try {
      return readSecrets(layout);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      createSecrets(layout);
      return readSecrets(layout);
    }
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const reason = (error as NodeJS.ErrnoException).code ?? "unusable";
    throw new ConfigError(
      `HOLDFAST_DATA: expected a folder that can be written, got ${JSON.stringify(layout.data)} (${reason})`,
    );
  }
}

/**
 * Makes the folder for sockets. Outside the data folder (long paths) it lies in /tmp, where anybody may have made it before us.
 * @throws ConfigError when it belongs to somebody else.
 */
export function makeRunFolder(layout: Layout): void {
  makeFolder(layout.run, 0o711);
  const found = lstatSync(layout.run);
  const mine = process.getuid?.() === 0 || found.uid === process.getuid?.();
  if (!found.isDirectory() || !mine)
    throw new ConfigError(`${layout.run}: expected a folder of our own, got one of user ${found.uid}`);
}

// Not mkdir's own `recursive`: under /proc it never ends.
function makeFolder(path: string, mode: number): void {
  if (existsSync(path)) return;
  if (dirname(path) !== path) makeFolder(dirname(path), 0o755);
  mkdirSync(path, { mode });
}

function readSecrets(layout: Layout): Secrets {
  const text = readFileSync(layout.secrets, "utf8");
  try {
    return secretsFile.parse(JSON.parse(text));
  } catch {
    throw new ConfigError(
      `${layout.secrets}: expected the secrets written at the first start, got something else; restore it from a backup`,
    );
  }
}

function createSecrets(layout: Layout): void {
  const secrets: Secrets = {
    databasePassword: randomBytes(24).toString("base64url"),
    redisPassword: randomBytes(24).toString("base64url"),
    secret: randomBytes(48).toString("base64url"),
  };
  const draft = `${layout.secrets}.${process.pid}`;
  const file = openSync(draft, "wx", 0o600);
  writeSync(file, `${JSON.stringify(secrets, undefined, 2)}\n`);
  fsyncSync(file);
  closeSync(file);
  try {
    // A link fails when the name exists: of two processes that start together one wins, and both read the same secrets.
    linkSync(draft, layout.secrets);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(draft);
  }
}
