import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { join } from "node:path";
import type { Config } from "../../config/schema.ts";
import type { Application, Greeting } from "../cluster/admission.ts";
import { type ClusterNode, clusterNode, dataNodesOf, readCluster } from "../cluster/cluster.ts";
import { complete, enrol, findHost, greet, settle } from "../cluster/joining.ts";
import { readToken, splitAddress } from "../cluster/tokens.ts";
import { schemaVersionRange } from "../core/migrations.ts";
import { projectRoot } from "../core/project.ts";
import { OperatorError } from "./command.ts";
import {
  assertInterface,
  assertMayJoin,
  assertNear,
  assertRoom,
  clockWarning,
  stateOf,
} from "./join-checks.ts";
import { announceInterrupt, sayHowItStands } from "./join-ending.ts";
import { type Layout, layoutOf } from "./layout.ts";
import { supervisedProcesses } from "./orphans.ts";
import { choosePorts } from "./ports.ts";
import { addressNeeds, databaseNeeds, ensurePrograms, redisNeeds, witnessNeeds } from "./programs.ts";

type Print = (line: string) => void;

/** The options of `npm start` that are about joining. */
export interface JoinOptions {
  /** The address of a server of the cluster, with or without a port. */
  readonly join?: string;
  readonly token?: string;
  readonly witness?: boolean;
  readonly name?: string;
  /** This machine's own address. */
  readonly address?: string;
  readonly "discard-data"?: boolean;
}

/** Version and newest migration of this code: what has to be the same on all nodes. */
export async function codeVersion(): Promise<{ version: string; schema: string }> {
  const { version } = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8")) as {
    version: string;
  };
  return { version, schema: (await schemaVersionRange())?.last ?? "none" };
}

/**
 * Makes this machine a node of a running cluster, when the options say so: everything but starting it. Nothing changes, here or there,
 * before all checks have passed; broken off later, it can be repeated with a new token.
 * @returns what to do when the node has started; null when nothing was to be joined.
 * @throws OperatorError or Refusal with one sentence.
 */
export async function enter(
  config: Config,
  given: JoinOptions,
  print: Print,
): Promise<((print: Print) => Promise<void>) | null> {
  const { join: where, token: word } = given;
  if (where === undefined || word === undefined) {
    const odd = (["join", "token", "name", "address", "discard-data"] as const).find(
      (name) => given[name] !== undefined,
    );
    if (odd)
      throw new OperatorError(
        `--${odd} is for joining, which needs --join and --token; npm run failover -- invite on a running server prints the whole command.`,
      );
    if (given.witness && readCluster(layoutOf(config.data).cluster) === null)
      throw new OperatorError(
        "A witness joins a running cluster; npm run failover -- invite --witness on one of its servers prints the whole command.",
      );
    return null;
  }
  const layout = layoutOf(config.data);
  const kind: ClusterNode["kind"] = given.witness ? "witness" : "data";
  const token = { ...readToken(word), ...whereTo(where) };
  assertWords(given);
  assertOwnServers(config);
  assertMayJoin(layout, given["discard-data"] ?? false);
  if (supervisedProcesses(layout).length > 0)
    throw new OperatorError(`Something of ${layout.data} still runs here; stop it first with: npm stop`);

  const interruptible = announceInterrupt(print);
  const host = await findHost(token);
  const named = given.name ?? (process.env.HOLDFAST_NODE ? config.node : null) ?? nameBefore(layout);
  const application: Application = { secret: token.secret, kind, name: named, ...(await codeVersion()) };
  const greeting = await greet(host, application);
  assertRoom(config.data, kind, greeting.size);
  assertInterface(kind, greeting);
  for (const warning of [await assertNear(kind, greeting), clockWarning(greeting)])
    if (warning) print(warning);
  ensurePrograms(
    [...(kind === "data" ? databaseNeeds : witnessNeeds), ...redisNeeds, ...addressNeeds],
    print,
  );

  const { name } = greeting;
  if (stateOf(layout) !== "empty") discard(layout);
  print(`Joining the cluster of ${host.name} as ${kind === "data" ? "server" : "witness"} ${name}…`);
  mkdirSync(layout.data, { recursive: true, mode: 0o711 });
  writeFileSync(layout.joining, JSON.stringify({ cluster: greeting.cluster.id, name }), { mode: 0o600 });
  const address = given.address ?? host.ownAddress;
  const ports = await choosePorts(portFor(config, greeting));
  await enrol(host, layout.keys, application, name, address);
  const belongings = await complete(host, layout.keys, { name, kind, address, ports });
  // A witness has no use for what it was not given; its secrets file is whole all the same.
  const random = () => randomBytes(48).toString("base64url");
  const secrets = {
    databasePassword: random(),
    redisPassword: random(),
    secret: random(),
    ...belongings.secrets,
  };
  settle(layout, { ...belongings, secrets });
  interruptible.settled();
  return async (say) => {
    interruptible.release();
    rmSync(layout.joining, { force: true });
    await sayHowItStands(layout, say);
  };
}

function whereTo(text: string): { address: string; port?: number } {
  const where = splitAddress(text);
  if (!where)
    throw new OperatorError(
      `--join: expected an address like 10.0.0.1 or 10.0.0.1:7400, got ${JSON.stringify(text)}`,
    );
  // The token knows the port; what is typed wins, for networks that translate addresses.
  return { address: where.address, ...(where.port === undefined ? {} : { port: where.port }) };
}

function assertWords({ name, address }: JoinOptions): void {
  if (name !== undefined && !clusterNode.shape.name.safeParse(name).success)
    throw new OperatorError(
      `--name: expected a short name of lower-case letters, digits and hyphens, got ${JSON.stringify(name)}`,
    );
  if (address !== undefined && isIP(address) === 0)
    throw new OperatorError(
      `--address: expected this machine's own IP address, got ${JSON.stringify(address)}`,
    );
}

function assertOwnServers(config: Config): void {
  const own = [config.databaseUrl ? "DATABASE_URL" : "", config.redisUrl ? "REDIS_URL" : ""].filter(Boolean);
  if (own.length > 0)
    throw new OperatorError(
      `${own.join(" and ")} ${own.length > 1 ? "are" : "is"} set: a server that joins brings its own copy of the cluster's database. Unset ${own.length > 1 ? "them" : "it"} and repeat the command.`,
    );
}

// PORT comes with the configuration unless this machine has its own.
const portFor = (config: Config, { cluster }: Greeting) =>
  process.env.PORT ? config.port : (dataNodesOf(cluster)[0]?.ports.web ?? config.port);

function nameBefore(layout: Layout): string | null {
  if (stateOf(layout) !== "interrupted") return null;
  return (JSON.parse(readFileSync(layout.joining, "utf8")) as { name: string }).name;
}

/** Only what an installation consists of; whatever else somebody keeps in the folder stays. */
function discard(layout: Layout): void {
  const { cluster, keys, invitations, joining, left, etc, mariadb, redis, run, secrets } = layout;
  for (const path of [joining, left, cluster, secrets, invitations, keys, etc, mariadb, redis, run])
    rmSync(path, { recursive: true, force: true });
}
