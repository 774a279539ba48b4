import { callPeer } from "../../cluster/channel.ts";
import { type Cluster, type ClusterNode, selfOf } from "../../cluster/cluster.ts";
import { withDatabase } from "../../installation/database.ts";
import { OperatorError } from "../../installation/command.ts";
import { openInstallation } from "../../installation/installation.ts";
import { blockingMigrations } from "../../installation/additive.ts";
import type { CodeHere, UpgradeRun } from "../../installation/upgrading.ts";
import type { NodeState } from "../state.ts";
import { type Command, stateOf, type Terms, until } from "./terms.ts";

export const upgrade: Command = {
  summary: "takes the new version that lies on every server into use, one server after the other",
  help: `
npm run failover -- upgrade [--check]

First put the new version into the clone on every server and on the witness (git pull). Then run this on any one server: it makes sure that all
have the same version and that old and new can share the database while it lasts, then upgrades the standby, hands the role over,
upgrades the other server, and the witness last. No request fails.

  --check   only look whether it would go`,
  options: { check: { type: "boolean" } },
  run: async (terms, { check }) => {
    const cluster = await terms.ask<Cluster>("GET /cluster");
    if (selfOf(cluster).kind === "witness")
      throw new OperatorError("This is the witness; run upgrade on a server.");
    const before = await stateOf(terms);
    if (before.primary === null)
      throw new OperatorError(
        "No server is in charge; bring the cluster in order first: npm run failover -- status",
      );
    await assertSameCode(terms, cluster);
    await assertAdditive(terms);
    if (check)
      return terms.print(
        "All servers have the same version, and the database's changes do not disturb the old one: upgrade may run.",
      );
    const order = inOrder(cluster, before.primary);
    for (const node of order) {
      const isPrimary = node.kind === "data" && (await stateOf(terms)).primary === node.name;
      if (isPrimary && order.filter(({ kind }) => kind === "data").length > 1) {
        terms.print(`Handing the role over from ${node.name}…`);
        await terms.ask("POST /switchover", { reason: "an upgrade" }, 120_000);
      }
      await upgradeNode(terms, cluster, node);
    }
    terms.print(`All servers run the new version. ${(await stateOf(terms)).sentence}`);
  },
};

/** The standby first, the primary after it, who only votes last. */
const inOrder = ({ nodes }: Cluster, primary: string): ClusterNode[] => {
  const rank = ({ name, kind }: ClusterNode) => (kind === "witness" ? 2 : name === primary ? 1 : 0);
  return [...nodes].sort((a, b) => rank(a) - rank(b));
};

const call = <T>(
  { layout, ask }: Terms,
  cluster: Cluster,
  node: ClusterNode,
  route: string,
  timeoutMs = 30_000,
): Promise<T> =>
  node.name === cluster.self
    ? ask<T>(route, undefined, timeoutMs)
    : callPeer<T>(layout, node, route, undefined, { timeoutMs });

async function assertSameCode(terms: Terms, cluster: Cluster): Promise<void> {
  const codes = await Promise.all(
    cluster.nodes.map(async (node) => ({
      node,
      code: await call<CodeHere>(terms, cluster, node, "GET /code"),
    })),
  );
  const own = codes.find(({ node }) => node.name === cluster.self)?.code;
  const others = codes.filter(({ code }) => code.code !== own?.code);
  if (others.length === 0) return;
  const differ = others
    .map(({ node, code }) => `${node.name} has version ${code.version} (schema ${code.schema})`)
    .join(", ");
  throw new OperatorError(
    `The code on the servers differs: here lies version ${own?.version ?? "?"} (schema ${own?.schema ?? "?"}), ${differ}. Put the same version on every server, then run upgrade again. Nothing was changed.`,
  );
}

async function assertAdditive({ config }: Terms): Promise<void> {
  const { databaseUrl } = openInstallation(config);
  const blocking = await withDatabase(databaseUrl, blockingMigrations);
  if (blocking.length === 0) return;
  throw new OperatorError(
    `The new version takes things away that the old one needs (${blocking.join("; ")}), so the two cannot run side by side. Plan a downtime: npm stop on every server, then npm start. Nothing was changed.`,
  );
}

const isBack = ({ kind, able, galera }: NodeState) =>
  kind === "witness" || (able.ok && galera?.state === "Synced");

async function upgradeNode(terms: Terms, cluster: Cluster, node: ClusterNode): Promise<void> {
  terms.print(`Upgrading ${node.name}…`);
  const { id } = await call<UpgradeRun>(terms, cluster, node, "POST /upgrade");
  let last: UpgradeRun | undefined;
  // Its agent is replaced on the way, so it may be silent for a moment.
  const ended = await until(
    async () => {
      last = await call<UpgradeRun>(terms, cluster, node, "GET /upgrade", 2000);
      return last.id === id && last.exit !== null;
    },
    900,
    1000,
  );
  if (!ended || last?.exit !== 0)
    throw new OperatorError(
      `${node.name} could not be upgraded:\n${last?.lines.join("\n") ?? "it does not answer"}\nThe other servers go on as they are. Mend it there with npm start, then run upgrade again.`,
    );
  let said = performance.now();
  const ready = await until(async () => {
    const state = await call<NodeState>(terms, cluster, node, "GET /state", 2000).catch(
      (error: Error) => error,
    );
    if (!(state instanceof Error) && isBack(state)) return true;
    if (performance.now() - said > 10_000) {
      terms.print(`  still waiting: ${state instanceof Error ? state.message : state.able.detail}`);
      said = performance.now();
    }
    return false;
  }, 120);
  if (!ready)
    throw new OperatorError(
      `${node.name} runs the new version, but cannot take over yet; see: npm run failover -- status. Then run upgrade again.`,
    );
  terms.print(`${node.name} runs the new version.`);
}
