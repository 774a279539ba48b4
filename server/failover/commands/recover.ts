import { spawnSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { type Cluster, dataNodesOf, peersOf, readCluster, selfOf } from "../../cluster/cluster.ts";
import { OperatorError } from "../../installation/command.ts";
import { openInstallation } from "../../installation/installation.ts";
import { formGroupHere } from "../../installation/mariadb-accounts.ts";
import { othersLostFile } from "../../installation/mariadb-launch.ts";
import { promoteRedis } from "../../installation/redis-membership.ts";
import { databaseHere, readStart } from "../../installation/mariadb-state.ts";
import { type LifeSign, lifeSigns } from "./life-signs.ts";
import { type Command, type Given, type Terms, text, until } from "./terms.ts";

export const recover: Command = {
  summary: "brings the database back when the servers cannot do it by themselves",
  help: `
npm run failover -- recover [--i-know-the-other-is-lost | --force-primary] [--proof NAME] [--fence COMMAND]

Without options: says what the database here waits for, and what to do.

After all servers were off, the databases find out by themselves which one has the newest data, as soon as all of them are on; nothing has
to be typed. If one of them will not come back:

  --i-know-the-other-is-lost   begins with this server's data alone
  --force-primary              the same where the database still runs, but stopped serving because it lost sight of the other server

Both ask for proof that the other server is off (two servers that act at once would ruin the data): its name, typed.

  --proof NAME      the proof, for scripts
  --fence COMMAND   a command that switches the other server off (IPMI, hypervisor); it must succeed before anything is done`,
  options: {
    "i-know-the-other-is-lost": { type: "boolean" },
    "force-primary": { type: "boolean" },
    proof: { type: "string" },
    fence: { type: "string" },
  },
  run: async (terms, given) => {
    const cluster = readCluster(terms.layout.cluster);
    if (!cluster)
      throw new OperatorError(`There is no cluster in ${terms.layout.data}. Begin with: npm start`);
    if (selfOf(cluster).kind === "witness")
      throw new OperatorError("This is the witness; it has no data. Run recover on a server.");
    const here = await databaseNow(terms);
    if (here.state === "primary")
      return terms.print("The database of this server works; there is nothing to recover.");
    if (here.state !== "waiting" && here.state !== "separated")
      throw new OperatorError(
        here.state === "stopped"
          ? "The database of this server does not run. Start it with: npm start"
          : "The database of this server is starting; wait a moment, then look with: npm run status",
      );
    const signs = await lifeSigns(terms.layout, peersOf(cluster));
    if (!given["i-know-the-other-is-lost"] && !given["force-primary"])
      return explain(terms, cluster, here.state, signs);
    await force(terms, cluster, here.state, signs, given);
  },
};

const databaseNow = ({ config, layout }: Terms) => databaseHere(layout, openInstallation(config).databaseUrl);

type State = "waiting" | "separated";

function explain({ layout, print }: Terms, cluster: Cluster, state: State, signs: readonly LifeSign[]): void {
  const reason = readStart(layout)?.reason;
  print(
    state === "waiting"
      ? `The database of ${cluster.self} waits: ${reason ?? "for the other servers"}`
      : `The database of ${cluster.self} runs, but does not serve: it cannot see enough of the others to know that it may.`,
  );
  for (const { name, detail } of signs) print(`  ${name}: ${detail}`);
  const lost = silentServers(cluster, signs);
  print("");
  if (lost.length === 0)
    print(
      "All other servers show signs of life: start Holdfast there (npm start) and mend the network; the rest goes by itself.",
    );
  else
    print(
      [
        `Bring back ${lost.join(" and ")} (or the network between), and all goes on by itself.`,
        `If ${lost.join(" and ")} will not come back, and only then: npm run failover -- recover ${state === "waiting" ? "--i-know-the-other-is-lost" : "--force-primary"}`,
      ].join("\n"),
    );
}

const silentServers = (cluster: Cluster, signs: readonly LifeSign[]): string[] =>
  dataNodesOf(cluster).flatMap(({ name }) =>
    signs.some((sign) => sign.name === name && !sign.alive) ? [name] : [],
  );

async function force(
  terms: Terms,
  cluster: Cluster,
  state: State,
  signs: readonly LifeSign[],
  given: Given,
): Promise<void> {
  // A database that runs and sees a living witness would serve if it were in the right: then the other side does.
  const dangerous = signs.filter(({ alive, kind }) => alive && (kind === "data" || state === "separated"));
  if (dangerous.length > 0)
    throw new OperatorError(
      `Refused: ${dangerous.map(({ name, detail }) => `${name} is alive (${detail})`).join("; ")}. Two servers that act at once would ruin the data. Mend the network, or switch that machine off first.`,
    );
  const lost = silentServers(cluster, signs);
  await prove(lost, text(given.proof));
  const fence = text(given.fence);
  if (fence !== undefined && spawnSync("/bin/sh", ["-c", fence], { stdio: "inherit" }).status !== 0)
    throw new OperatorError("The fence command failed, so the other server may still run: nothing was done.");
  if (state === "waiting") {
    writeFileSync(othersLostFile(terms.layout), `${lost.join(" ")}\n`, { mode: 0o600 });
    process.once("SIGINT", () => {
      rmSync(othersLostFile(terms.layout), { force: true });
      process.exit(130);
    });
  } else await formGroupHere(terms.layout);
  const works = await until(async () => (await databaseNow(terms)).state === "primary", 60);
  if (!works) {
    const left = existsSync(othersLostFile(terms.layout));
    rmSync(othersLostFile(terms.layout), { force: true });
    throw new OperatorError(
      `The database does not serve yet${left ? "" : ", although it was told to"}; see ${terms.layout.logs}/mariadb.log, then try again.`,
    );
  }
  terms.print(`The database of ${cluster.self} serves again; the portal follows within seconds.`);
  if (cluster.nodes.length === 2 && !(await promoteRedis(terms.layout, cluster)))
    terms.print("Redis here does not follow yet; until it does, sessions are served from the database.");
  for (const name of lost)
    terms.print(
      `If ${name} is lost for good: npm run failover -- leave --node ${name}. If the machine comes back, start it with npm start: it takes over this server's data.`,
    );
}

/** The operator types the names of the servers that are off: nobody does that by mistake. */
async function prove(lost: readonly string[], given: string | undefined): Promise<void> {
  const expected = lost.join(" ");
  if (given === undefined && !process.stdin.isTTY)
    throw new OperatorError(`Give the proof that ${expected} is switched off: --proof "${expected}"`);
  let typed = given;
  if (typed === undefined) {
    const terminal = createInterface({ input: process.stdin, output: process.stdout });
    typed = await terminal.question(
      `Make sure that ${expected} is switched off: look at the machine, pull its plug. Then type its name (${expected}): `,
    );
    terminal.close();
  }
  if (typed.trim() !== expected)
    throw new OperatorError(`That is not the name (${expected}): nothing was done.`);
}
