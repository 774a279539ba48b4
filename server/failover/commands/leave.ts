import { type Cluster, dataNodesOf } from "../../cluster/cluster.ts";
import { stop } from "../../installation/stopping.ts";
import { type Command, stateOf, text } from "./terms.ts";

export const leave: Command = {
  summary: "takes this server, or one that is lost, out of the cluster",
  help: `
npm run failover -- leave [--node NAME]

Takes this server out of the cluster and stops it; the others carry on without it. If it is the primary, the role is handed over first.
Its data stays on its disk, but it does not start again before it has joined again (npm start -- --join … --discard-data).

  --node NAME   takes out another server, one that is lost for good: it must not answer any more`,
  options: { node: { type: "string" } },
  run: async (terms, { node }) => {
    const cluster = await terms.ask<Cluster>("GET /cluster");
    const other = text(node);
    if (other !== undefined && other !== cluster.self) {
      await terms.ask("POST /leave", { node: other }, 30_000);
      return terms.print(
        `${other} is not part of the cluster any more. If the machine returns, it will not start by itself.`,
      );
    }
    const { primary } = await stateOf(terms);
    if (primary === cluster.self && dataNodesOf(cluster).length > 1) {
      terms.print("Handing the role over first…");
      await terms.ask("POST /switchover", {}, 120_000);
    }
    const { told } = await terms.ask<{ told: string }>("POST /leave", {}, 30_000);
    terms.print(`${told} took ${cluster.self} off the list. Stopping what runs here…`);
    await stop(terms.config, terms.print);
  },
};
