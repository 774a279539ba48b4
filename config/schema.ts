import { isIP } from "node:net";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { validate } from "node-cron";
import { z } from "zod";
import { parseSentinelUrl } from "./sentinel-url.ts";

const url = (protocols: string[], example: string) =>
  z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
    error: `a URL like ${example}`,
  });
const isRedisUrl = (value: string) =>
  URL.canParse(value) && ["redis:", "rediss:"].includes(new URL(value).protocol);
const wholeNumber = (min: number, max: number) =>
  z.coerce
    .number({ error: `a whole number from ${min} to ${max}` })
    .int(`a whole number from ${min} to ${max}`)
    .min(min, `a whole number from ${min} to ${max}`)
    .max(max, `a whole number from ${min} to ${max}`);
const cron = (initial: string) =>
  z
    .string()
    .refine((value) => value === "off" || validate(value), `cron fields like "${initial}", or off`)
    .default(initial);

const listOf = (value: string) =>
  value
    .split(",")
    .map((each) => each.trim())
    .filter(Boolean);
const isWebAddress = (value: string) =>
  URL.canParse(value) && /^https?:\/\/[^/]+\/?$/.test(value) && new URL(value).username === "";
function isVirtualAddress(value: string): boolean {
  const [address = "", length = "", ...rest] = value.split("/");
  const version = isIP(address);
  return (
    rest.length === 0 && version > 0 && /^[1-9]\d*$/.test(length) && +length <= (version === 4 ? 32 : 128)
  );
}

/** What the product reads from its environment (shared/interface.md). Unknown variables are ignored. */
const environment = z.object({
  PORT: wholeNumber(0, 65535).default(8080),
  HOLDFAST_DATA: z.string().min(1, "a folder").default("./var"),
  DATABASE_URL: url(["mysql:", "mariadb:"], "mysql://user:password@host:3306/holdfast").optional(),
  REDIS_URL: z
    .string()
    .refine((value) => isRedisUrl(value) || parseSentinelUrl(value) !== null, {
      error:
        "a URL like redis://host:6379, or Sentinels like redis+sentinel://:password@host1:26379,host2:26379/mymaster",
    })
    .optional(),
  SMTP_URL: url(["smtp:", "smtps:"], "smtp://user:password@host:587")
    .refine(
      (value) => z.email().safeParse(new URL(value).searchParams.get("from") ?? "a@b.example").success,
      {
        error: "an e-mail address after ?from=",
      },
    )
    .optional(),
  BASE_URL: url(["http:", "https:"], "https://support.example.com").optional(),
  HOLDFAST_ADMIN_EMAIL: z.email("an e-mail address").optional(),
  HOLDFAST_ADMIN_PASSWORD: z.string().min(12, "a password of at least 12 characters").optional(),
  HOLDFAST_SECRET: z.string().min(32, "at least 32 characters").optional(),
  HOLDFAST_NODE: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,30}$/, "a short name of lower-case letters, digits and hyphens")
    .default("a"),
  HOLDFAST_PEERS: z
    .string()
    .default("")
    .refine((value) => listOf(value).every(isWebAddress), {
      error: "the other servers' addresses like http://10.0.0.2:8080, separated by commas",
    }),
  HOLDFAST_VIP: z
    .string()
    .refine(isVirtualAddress, "an address with the length of its network, like 10.0.0.100/24")
    .optional(),
  HOLDFAST_PROFILE: z
    .enum(["standard", "fast", "tight"], { error: "standard, fast or tight" })
    .default("fast"),
  WEB_WORKERS: wholeNumber(1, 64).optional(),
  TLS_CERT: z.string().min(1, "a file").optional(),
  TLS_KEY: z.string().min(1, "a file").optional(),
  TRUSTED_PROXIES: z.string().default(""),
  HOLDFAST_BACKUP_TO: z.string().min(1, "a folder").optional(),
  HOLDFAST_BACKUP_LOG_SCHEDULE: cron("*/5 * * * *"),
  LOG_LEVEL: z
    .enum(["debug", "info", "warn", "error", "silent"], { error: "debug, info, warn, error or silent" })
    .default("info"),
});

/** Names of all variables that configure the product. */
export const environmentNames: readonly string[] = Object.keys(environment.shape);

export interface Config {
  readonly port: number;
  /** Absolute path of the folder with everything that must survive. */
  readonly data: string;
  /** Set when the operator brings a database; `undefined` means the embedded one. */
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
  readonly smtpUrl: string | undefined;
  /** The installation's own address, without a trailing slash; links fall back to it when a portal has no host of its own. */
  readonly baseUrl: string;
  readonly admin: { readonly email: string; readonly password: string } | undefined;
  readonly secret: string | undefined;
  readonly node: string;
  /** With the operator's own database: web addresses of the other servers, without a trailing slash, for the status page. */
  readonly peers: readonly string[];
  /** Like 10.0.0.100/24. Self-contained clusters read it at their first start only. */
  readonly vip: string | undefined;
  /** How quickly a self-contained cluster fails over; read at its first start only. */
  readonly profile: "standard" | "fast" | "tight";
  readonly webWorkers: number;
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  readonly trustedProxies: string[];
  readonly backup: {
    /** Absolute path of the folder for archives. */
    readonly to: string;
    /** A cron expression; null: only by hand. */
    readonly logSchedule: string | null;
  };
  readonly logLevel: "debug" | "info" | "warn" | "error" | "silent";
}

/** Thrown for a wrong environment; its message is the one line an operator needs. */
export class ConfigError extends Error {}

/**
 * Reads and validates the environment.
 * @throws ConfigError naming the variable, what was expected and what was given (secrets are not repeated).
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  // An empty variable is an unset one: that is how shells and unit files clear them.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const name = String(issue?.path[0] ?? "environment");
    const secret = /SECRET|PASSWORD|URL/.test(name) || /:[^/]*@/.test(String(given[name]));
    throw new ConfigError(
      `${name}: expected ${issue?.message ?? "another value"}, got ${secret ? "something else" : JSON.stringify(given[name])}`,
    );
  }
  const e = parsed.data;
  if ((e.TLS_CERT === undefined) !== (e.TLS_KEY === undefined))
    throw new ConfigError("TLS_CERT and TLS_KEY: expected both or neither, got one of them");
  if ((e.HOLDFAST_ADMIN_EMAIL === undefined) !== (e.HOLDFAST_ADMIN_PASSWORD === undefined))
    throw new ConfigError(
      "HOLDFAST_ADMIN_EMAIL and HOLDFAST_ADMIN_PASSWORD: expected both or neither, got one of them",
    );
  return {
    port: e.PORT,
    data: resolve(e.HOLDFAST_DATA),
    databaseUrl: e.DATABASE_URL,
    redisUrl: e.REDIS_URL,
    smtpUrl: e.SMTP_URL,
    baseUrl: (e.BASE_URL ?? `${e.TLS_CERT ? "https" : "http"}://localhost:${e.PORT}`).replace(/\/+$/, ""),
    admin:
      e.HOLDFAST_ADMIN_EMAIL && e.HOLDFAST_ADMIN_PASSWORD
        ? { email: e.HOLDFAST_ADMIN_EMAIL, password: e.HOLDFAST_ADMIN_PASSWORD }
        : undefined,
    secret: e.HOLDFAST_SECRET,
    node: e.HOLDFAST_NODE,
    peers: listOf(e.HOLDFAST_PEERS).map((each) => each.replace(/\/+$/, "")),
    vip: e.HOLDFAST_VIP,
    profile: e.HOLDFAST_PROFILE,
    webWorkers: e.WEB_WORKERS ?? availableParallelism(),
    tls: e.TLS_CERT && e.TLS_KEY ? { cert: resolve(e.TLS_CERT), key: resolve(e.TLS_KEY) } : undefined,
    trustedProxies: listOf(e.TRUSTED_PROXIES),
    backup: {
      to: resolve(e.HOLDFAST_BACKUP_TO ?? join(e.HOLDFAST_DATA, "backups")),
      logSchedule: e.HOLDFAST_BACKUP_LOG_SCHEDULE === "off" ? null : e.HOLDFAST_BACKUP_LOG_SCHEDULE,
    },
    logLevel: e.LOG_LEVEL,
  };
}
