import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { type Config, loadConfig } from "../../config/schema.ts";
import { readCluster } from "../cluster/cluster.ts";
import { webFiles } from "../cluster/joining.ts";
import { layoutOf } from "./layout.ts";

/** What travels to the other data nodes with an invitation. Secrets go their own way, and what names files or this machine stays. */
const travelling = ["PORT", "BASE_URL", "SMTP_URL", "TRUSTED_PROXIES", "LOG_LEVEL"] as const;

/** That part of an environment that the other nodes need as well. */
export const travellingPart = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(travelling.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));

/**
 * This node's environment: what came with the invitation, and over it what this machine was given itself. ecosystem.config.js does the
 * same for the processes.
 * @throws ConfigError when cluster.json is damaged.
 */
export function nodeEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const layout = layoutOf(resolve(env.HOLDFAST_DATA || "./var"));
  const cluster = readCluster(layout.cluster);
  if (!cluster) return env;
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const { cert, key } = webFiles(layout.keys);
  const tls = existsSync(cert) && !given.TLS_CERT ? { TLS_CERT: cert, TLS_KEY: key } : {};
  return { ...cluster.environment, ...tls, ...given, HOLDFAST_NODE: cluster.self };
}

/**
 * The configuration of this node; of an installation that was never started, that of the environment.
 * @throws ConfigError with one line for the operator.
 */
export const loadNodeConfig = (env: NodeJS.ProcessEnv = process.env): Config =>
  loadConfig(nodeEnvironment(env));
