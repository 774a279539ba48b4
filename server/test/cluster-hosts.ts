import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, parse } from "node:path";
import {
  certificateRequest,
  createAuthority,
  issueCertificate,
  keyFiles,
  signRequest,
} from "../cluster/certificates.ts";
import { type Cluster, type ClusterNode, newCluster, writeCluster } from "../cluster/cluster.ts";
import { openInstallation, openSecrets } from "../installation/installation.ts";
import { type Layout, layoutOf } from "../installation/layout.ts";
import { lastLines } from "../installation/logs.ts";
import { prepareMariadb } from "../installation/mariadb.ts";
import { projectRoot } from "../core/project.ts";
import { endProcesses, supervisedProcesses } from "../installation/orphans.ts";
import { temporaryFolder, unmountBelow } from "./servers.ts";

const ports = {
  agent: 7400,
  sql: 3306,
  group: 4567,
  ist: 4568,
  sst: 4444,
  redis: 6379,
  sentinel: 26379,
  web: 8080,
};
const cache = 128 * 1024 * 1024;

/** One machine of a test: a network namespace with an address, a data folder, and processes that are started again when they end. */
export interface Host {
  readonly node: ClusterNode;
  readonly layout: Layout;
  readonly databaseUrl: string;
  readonly password: string;
  /** Starts an entry of server/ ("mariadbd", "garbd", "test/cluster-agent") and keeps it running, as PM2 would. */
  start(entry: string): void;
  /** Kills the entry hard; `back`: it is started again at once. */
  kill(entry: string, options?: { back: boolean }): void;
  log(entry: string): string;
  /** The ends of all logs, to show beside a failure. */
  lastLines(): string;
}

/** Machines on one switch. */
export interface Hosts {
  readonly a: Host;
  readonly b: Host;
  readonly w: Host;
  /** Writes cluster.json with these members on each of them, and MariaDB's configuration. */
  join(members: readonly Host[]): void;
  remove(): Promise<void>;
}

/** Builds two machines and a witness, `a` with a database and an authority of its own; nothing runs yet. Needs root. */
export function buildHosts(): Hosts {
  const mark = `hft${process.pid}`;
  // With what Galera's scripts could trip over.
  const folder = mkdtempSync(join(temporaryFolder(), `holdfast-test-${process.pid}-a b # `));
  execFileSync("chmod", ["711", folder]);
  const ip = (...args: string[]) => execFileSync("ip", args, { encoding: "utf8" });
  // A disk of its own, which a test can fill.
  const disk = join(folder, "b");
  mkdirSync(disk);
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=1500m,mode=711", "tmpfs", disk]);
  const bridge = `${mark}s`;
  ip("netns", "add", bridge);
  ip("-n", bridge, ..."link add br0 type bridge".split(" "));
  ip("-n", bridge, ..."link set br0 up".split(" "));
  const [a, b, w] = (["a", "b", "w"] as const).map((name, index) => {
    const namespace = `${mark}${name}`;
    ip("netns", "add", namespace);
    ip("-n", bridge, ...`link add name ${name} type veth peer name eth0 netns ${namespace}`.split(" "));
    ip("-n", bridge, ...`link set dev ${name} master br0 up`.split(" "));
    ip("-n", namespace, ..."link set lo up".split(" "));
    ip("-n", namespace, ..."link set eth0 up".split(" "));
    ip("-n", namespace, ...`addr add 10.43.0.${index + 1}/24 dev eth0`.split(" "));
    return aHost(name, `10.43.0.${index + 1}`, namespace, layoutOf(join(folder, name)), folder);
  }) as [Host, Host, Host];
  let cluster = newCluster("a", ports);
  issueCertificate(a.layout.keys, "a", []);
  for (const host of [b, w]) {
    const { authority } = keyFiles(a.layout.keys);
    const request = certificateRequest(host.layout.keys, host.node.name);
    copyFileSync(authority, keyFiles(host.layout.keys).authority);
    writeFileSync(
      keyFiles(host.layout.keys).certificate,
      signRequest(a.layout.keys, request, host.node.name, []),
    );
  }
  writeCluster(a.layout.cluster, cluster);
  prepareMariadb(a.layout, a.password, cache, cluster);
  return {
    a,
    b,
    w,
    join: (members) => {
      cluster = { ...cluster, generation: cluster.generation + 1, nodes: members.map(({ node }) => node) };
      for (const { node, layout, password } of members) {
        const own: Cluster = { ...cluster, self: node.name };
        writeCluster(layout.cluster, own);
        if (node.kind === "data") prepareMariadb(layout, password, cache, own);
      }
    },
    remove: async () => {
      for (const host of [a, b, w])
        for (const entry of ["mariadbd", "garbd", "test/cluster-agent"]) host.kill(entry);
      await endProcesses(
        [a, b, w].flatMap(({ layout }) => supervisedProcesses(layout)),
        0,
      );
      for (const name of ["a", "b", "w", "s"]) ip("netns", "del", `${mark}${name}`);
      unmountBelow(folder);
      rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

function aHost(name: string, address: string, namespace: string, layout: Layout, folder: string): Host {
  const secrets = join(folder, "a", "installation.json");
  if (name === "a") createAuthority(join(layout.data, "keys"));
  else copySecrets(secrets, layout);
  const { databasePassword: password } = openSecrets(layout);
  const none = { databaseUrl: undefined, redisUrl: undefined, secret: undefined };
  const running = new Map<string, ChildProcess>();
  const wanted = new Set<string>();
  const logFile = (entry: string) => join(layout.logs, `${entry.replace("/", "-")}.log`);
  mkdirSync(layout.logs, { recursive: true });
  mkdirSync(layout.run, { recursive: true, mode: 0o711 });
  const run = (entry: string) => {
    if (!wanted.has(entry)) return;
    const log = openSync(logFile(entry), "a");
    const child = spawn(
      "ip",
      [
        "netns",
        "exec",
        namespace,
        process.execPath,
        "--disable-warning=ExperimentalWarning",
        `server/${entry}.ts`,
      ],
      {
        cwd: projectRoot,
        env: { PATH: process.env.PATH, HOLDFAST_DATA: layout.data, HOLDFAST_SUPERVISED: layout.data },
        stdio: ["ignore", log, log],
      },
    );
    running.set(entry, child);
    child.once("exit", () => setTimeout(() => running.get(entry) === child && run(entry), 100).unref());
    child.unref();
  };
  return {
    node: { name, kind: name === "w" ? "witness" : "data", address, ports },
    layout,
    password,
    databaseUrl: openInstallation({ data: layout.data, ...none }).databaseUrl,
    start: (entry) => {
      wanted.add(entry);
      const before = running.get(entry);
      // One that is about to end is started again when it has.
      if (!before || before.exitCode !== null || before.signalCode !== null) run(entry);
    },
    kill: (entry, { back } = { back: false }) => {
      if (!back) wanted.delete(entry);
      running.get(entry)?.kill("SIGKILL");
    },
    log: (entry) => readFileSync(logFile(entry), "utf8"),
    lastLines: () =>
      readdirSync(layout.logs)
        .map((file) => `--- ${name} ${file}\n${lastLines(layout.logs, parse(file).name, 40)}`)
        .join("\n"),
  };
}

function copySecrets(from: string, layout: Layout): void {
  mkdirSync(layout.data, { recursive: true, mode: 0o711 });
  copyFileSync(from, layout.secrets);
}
