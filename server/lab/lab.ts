import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { OperatorError } from "../installation/command.ts";

/**
 * The lab: three simulated hosts and a client, each a network namespace on one bridge, which is in a namespace of its own: nothing of
 * it reaches the machine's network. Hosts run copies of the product, started by its own commands.
 *
 * - row: one fault of the matrix with what is expected. trial: one run of a row.
 * - port: a host's end at the switch, named after the host.
 */
export type HostName = "a" | "b" | "w";
export const hostNames: readonly HostName[] = ["a", "b", "w"];

export interface LabHost {
  readonly name: HostName;
  readonly namespace: string;
  readonly address: string;
  /** Its copy of the product. */
  readonly root: string;
  readonly data: string;
}

/** Who takes part in the workload; all of the demo's first portal. */
export interface People {
  readonly slug: string;
  readonly contacts: readonly string[];
  readonly agents: readonly string[];
  readonly password: string;
}

export interface Lab {
  readonly id: string;
  readonly folder: string;
  /** First three bytes of all addresses in it. */
  readonly subnet: string;
  /** The namespace with the bridge `br0`. */
  readonly switch: string;
  readonly client: { readonly namespace: string; readonly address: string };
  readonly vip: string;
  readonly baseUrl: string;
  readonly hosts: readonly LabHost[];
  /** Data folders are file systems of their own, of limited size, so that disks can be filled. */
  readonly disks: boolean;
  /** Null until the demo is loaded. */
  readonly people: People | null;
}

export const webPort = 8080;
export const mailPort = 2525;
export const defaultFolder = "/var/tmp/holdfast-lab";
/** Every namespace of every lab begins so; a second lab finds the first by it. */
export const mark = "holdfast-";

/** The description of a lab to be, with some or all of the hosts; nothing is created. */
export function planLab(
  given: { folder: string; id: string; subnet: string; disks: boolean },
  names: readonly HostName[],
): Lab {
  const { folder, id, subnet, disks } = given;
  const host = (name: HostName, index: number): LabHost => ({
    name,
    namespace: `${mark}${id}-${name}`,
    address: `${subnet}.${11 + index}`,
    root: join(folder, name, "holdfast"),
    data: join(folder, name, "data"),
  });
  return {
    id,
    folder,
    subnet,
    switch: `${mark}${id}-switch`,
    client: { namespace: `${mark}${id}-client`, address: `${subnet}.10` },
    vip: `${subnet}.100`,
    baseUrl: `http://${subnet}.100:${webPort}`,
    hosts: hostNames.map(host).filter(({ name }) => names.includes(name)),
    disks,
    people: null,
  };
}

export const stateFile = (folder: string) => join(folder, "lab.json");
export const mailLog = (lab: Lab) => join(lab.folder, "mails.ndjson");

/** Written before anything is made, so that `down` knows what to remove even after a crash. */
export function writeLab(lab: Lab): void {
  mkdirSync(lab.folder, { recursive: true, mode: 0o755 });
  const file = stateFile(lab.folder);
  writeFileSync(`${file}.new`, JSON.stringify(lab, undefined, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** @returns the lab in `folder`, or null when there is none. @throws OperatorError when its description is damaged. */
export function readLab(folder: string): Lab | null {
  const file = stateFile(folder);
  if (!existsSync(file)) return null;
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Lab;
  } catch {
    throw new OperatorError(`${file}: expected the description of a lab, got something else`);
  }
}

export function hostOf(lab: Lab, name: HostName): LabHost {
  const host = lab.hosts.find((each) => each.name === name);
  if (!host) throw new Error(`the lab has no host ${name}`);
  return host;
}
export const dataHosts = (lab: Lab) => lab.hosts.filter(({ name }) => name !== "w");
