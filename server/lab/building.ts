import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, openSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "../installation/build.ts";
import { OperatorError } from "../installation/command.ts";
import { ensurePrograms } from "../installation/programs.ts";
import { canMakeDisks, makeDisks, removeDisks } from "./disks.ts";
import { removeLimits } from "./faults.ts";
import { copyProduct, installOn, onHost } from "./installing.ts";
import {
  type HostName,
  type Lab,
  type People,
  hostOf,
  mailLog,
  mailPort,
  planLab,
  readLab,
  stateFile,
  writeLab,
} from "./lab.ts";
import { assertNoOtherLab, buildNetwork, freeSubnet, processesIn, removeNetwork } from "./network.ts";
import { killEverything } from "./processes.ts";
import { attempt, commandIn, plainEnvironment } from "./shell.ts";

type Print = (line: string) => void;

const needs = [
  { program: "ip", packages: ["iproute2"] },
  { program: "nft", packages: ["nftables"] },
  { program: "mkfs.ext4", packages: ["e2fsprogs"] },
];

/** Why this machine can have no lab; null when it can. */
export function whyNoLab(): string | null {
  if (process.getuid?.() !== 0) return "it needs root: it makes network namespaces and mounts";
  return attempt("unshare", "--net", "true") ? null : "this machine does not allow network namespaces";
}

/**
 * Builds the lab in `folder`: hosts, the product on each by its own commands, the demo.
 * @throws OperatorError when something is missing, in the way, or a command of the product fails; what was made stays for a look,
 * until `down`.
 */
export async function up(folder: string, names: readonly HostName[], print: Print): Promise<Lab> {
  const started = Date.now();
  const obstacle = whyNoLab();
  if (obstacle !== null) throw new OperatorError(`No lab here: ${obstacle}.`);
  ensurePrograms(needs, print);
  assertNoOtherLab();
  if (existsSync(stateFile(folder)) || (existsSync(folder) && readdirSync(folder).length > 0))
    throw new OperatorError(`${folder} is not empty. Remove what is left of a lab with: npm run lab -- down`);
  const id = randomBytes(2).toString("hex");
  const lab = planLab({ folder, id, subnet: freeSubnet(), disks: canMakeDisks() }, names);
  writeLab(lab);
  print(`Lab ${lab.id} in ${folder}: hosts ${names.join(", ")} and a client on ${lab.subnet}.0/24`);
  buildNetwork(lab);
  makeDisks(lab);
  print("Copying the product, building it once…");
  const template = join(folder, "product");
  await copyProduct(template);
  await commandIn(lab.client.namespace, ["npm", "run", "build"], { cwd: template, env: {}, seconds: 300 });
  for (const host of lab.hosts) installOn(template, host);
  startMailServer(lab);
  const complete = { ...lab, people: await installEverywhere(lab, print) };
  writeLab(complete);
  print(
    `The lab is up (${Math.round((Date.now() - started) / 1000)} s). Next: npm run lab -- run, or npm run lab -- shell b; at the end: npm run lab -- down`,
  );
  return complete;
}

function startMailServer(lab: Lab): void {
  const script = join(root, "server/lab/mail-sink.ts");
  const log = openSync(join(lab.folder, "mail-sink.log"), "a");
  const args = ["--import", "tsx", script, lab.client.address, String(mailPort), mailLog(lab)];
  spawn("ip", ["netns", "exec", lab.client.namespace, process.execPath, ...args], {
    cwd: root,
    env: plainEnvironment(),
    stdio: ["ignore", log, log],
    detached: true,
  }).unref();
}

/** One command per server, as an operator would do it, and the demo on the first. */
async function installEverywhere(lab: Lab, print: Print): Promise<People> {
  const a = hostOf(lab, "a");
  const others = lab.hosts.filter((host) => host !== a);
  print("a: npm start");
  const vip = ["--", "--vip", `${lab.vip}/24`];
  await onHost(lab, a, ["start", ...(others.length > 0 ? vip : [])], { print, seconds: 180 });
  const people = peopleIn(await onHost(lab, a, ["run", "demo"], { seconds: 120 }));
  for (const host of others) {
    const invite = [
      "run",
      "failover",
      "--",
      "invite",
      ...(host.name === "w" ? ["--witness"] : []),
      "--name",
      host.name,
    ];
    const invitation = await onHost(lab, a, invite);
    const join = joinIn(invitation);
    print(`${host.name}: npm ${join.join(" ")}`);
    await onHost(lab, host, join, { print, seconds: 300 });
  }
  return people;
}

/** The command for the other server, out of what `invite` prints. */
export function joinIn(invitation: string): string[] {
  const line = /npm (start -- .*--token \S+.*)/.exec(invitation)?.[1];
  if (!line) throw new OperatorError(`The invitation has no command for the other server:\n${invitation}`);
  return line.trim().split(/\s+/);
}

/** Some of those whom `npm run demo` lists for its first portal. */
export function peopleIn(output: string): People {
  const section = /agents\s+\S+\/desk\/([\w-]+)\/requests\n((?: {4}.*\n?)+)/.exec(output);
  const password = /password: (\S+)/.exec(output)?.[1];
  if (!section?.[1] || !section[2] || !password)
    throw new OperatorError(`The demo does not say who may sign in:\n${output}`);
  const rows = section[2].split("\n").map((row) => row.trim().split(/ {2,}/));
  const emails = (of: (role: string) => boolean) =>
    rows.flatMap(([, email, role]) => (email && role && of(role) ? [email] : []));
  return {
    slug: section[1],
    contacts: emails((role) => role.startsWith("contact")),
    agents: emails((role) => !role.startsWith("contact")),
    password,
  };
}

/** Removes exactly what `up` made, whatever state it is in. @returns false when there was nothing. */
export async function down(folder: string, print: Print): Promise<boolean> {
  const lab = readLab(folder);
  if (!lab) return false;
  for (const { namespace } of [...lab.hosts, lab.client, { namespace: lab.switch }])
    await killEverything(() => processesIn(namespace));
  removeLimits(lab);
  removeDisks(lab);
  removeNetwork(lab);
  // Sockets of a data folder with a long path lie in /tmp: see layout.ts.
  rmSync(folder, { recursive: true, force: true });
  print(`Removed lab ${lab.id}: ${lab.hosts.length} hosts, the client, ${folder}`);
  return true;
}
