import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { join } from "node:path";
import type { Config } from "../../config/schema.ts";
import type { Application, Greeting } from "../cluster/admission.ts";
import { type ClusterNode, clusterNode, dataNodesOf } from "../cluster/cluster.ts";
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
import { type Layout, layoutOf } from "./layout.ts";
import { supervisedProcesses } from "./orphans.ts";
import { choosePorts } from "./ports.ts";
import { databaseNeeds, ensurePrograms, redisNeeds, witnessNeeds } from "./programs.ts";

type Print = (line: string) => void;

/** What `npm start -- --join …` was given. */
export interface JoinWish {
  /** The address of a server of the cluster, with or without a port. */
  readonly join: string;
  readonly token: string;
  readonly witness: boolean;
  readonly name: string | undefined;
  /** This machine's own address. */
  readonly address: string | undefined;
  readonly discard: boolean;
}

/** Version and newest migration of this code: what has to be the same on all nodes. */
export async function codeVersion(): Promise<{ version: string; schema: string }> {
  const { version } = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8")) as {
    version: string;
  };
  return { version, schema: (await schemaVersionRange())?.last ?? "none" };
}

/**
 * Makes this machine a node of a running cluster: everything but starting it. Nothing changes, here or there, before all checks have passed;
 * broken off later, it can be repeated with a new token.
 * @throws OperatorError or Refusal with one sentence.
 */
export async function enter(config: Config, wish: JoinWish, print: Print): Promise<void> {
  const layout = layoutOf(config.data);
  const kind: ClusterNode["kind"] = wish.witness ? "witness" : "data";
  const token = { ...readToken(wish.token), ...whereTo(wish.join) };
  assertWords(wish);
  assertOwnServers(config);
  assertMayJoin(layout, wish.discard);
  if (supervisedProcesses(layout).length > 0)
    throw new OperatorError(`Something of ${layout.data} still runs here; stop it first with: npm stop`);

  const host = await findHost(token);
  const named = wish.name ?? (process.env.HOLDFAST_NODE ? config.node : null) ?? nameBefore(layout);
  const application: Application = { secret: token.secret, kind, name: named, ...(await codeVersion()) };
  const greeting = await greet(host, application);
  assertRoom(config.data, kind, greeting.size);
  assertInterface(kind, greeting);
  for (const warning of [await assertNear(kind, greeting), clockWarning(greeting)])
    if (warning) print(warning);
  ensurePrograms([...(kind === "data" ? databaseNeeds : witnessNeeds), ...redisNeeds], print);

  const { name } = greeting;
  if (stateOf(layout) !== "empty") discard(layout);
  print(`Joining the cluster of ${host.name} as ${kind === "data" ? "server" : "witness"} ${name}…`);
  mkdirSync(layout.data, { recursive: true, mode: 0o711 });
  writeFileSync(layout.joining, JSON.stringify({ cluster: greeting.cluster.id, name }), { mode: 0o600 });
  const address = wish.address ?? host.ownAddress;
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
}

/** Called when the node has started: nothing of the join is left to repeat. */
export const entered = (layout: Layout): void => rmSync(layout.joining, { force: true });

function whereTo(text: string): { address: string; port?: number } {
  const where = splitAddress(text);
  if (!where)
    throw new OperatorError(
      `--join: expected an address like 10.0.0.1 or 10.0.0.1:7400, got ${JSON.stringify(text)}`,
    );
  // The token knows the port; what is typed wins, for networks that translate addresses.
  return { address: where.address, ...(where.port === undefined ? {} : { port: where.port }) };
}

function assertWords({ name, address }: JoinWish): void {
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
