import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { projectRoot } from "../core/project.ts";

/** Hosts of one network, as namespaces of this machine; needs root. Names carry the test's process id, so that runs do not meet. */
export interface Network {
  /** Runs `ip …` or another program on a host and returns what it printed. */
  on(host: string, ...command: string[]): string;
  /** What to write before a command so that it runs on a host. */
  prefix(host: string): readonly string[];
  /** Starts a TypeScript program on a host, with an IPC channel; resolves at its first message. */
  start(host: string, file: string, ...args: string[]): Promise<ChildProcess>;
  addressOf(host: string): string;
  hardwareAddressOf(host: string): string;
  remove(): void;
}

/** @throws Error when this machine does not let us make namespaces: such a test must fail, not vanish. */
export function createNetwork(hosts: readonly string[], subnet: string): Network {
  const name = (host: string) => `hf${process.pid}-${host}`;
  const run = (program: string, ...args: string[]) => execFileSync(program, args, { encoding: "utf8" });
  const ip = (...args: string[]) => run("ip", ...args);
  const on = (host: string, ...command: string[]) => ip("netns", "exec", name(host), ...command);
  const made: string[] = [];
  const children: ChildProcess[] = [];
  const add = (host: string) => {
    ip("netns", "add", name(host));
    made.push(host);
    on(host, "ip", "link", "set", "lo", "up");
  };
  const remove = () => {
    for (const child of children) child.kill("SIGKILL");
    // The interfaces go with their namespace.
    for (const host of made.splice(0)) ip("netns", "del", name(host));
  };
  try {
    add("switch");
    on("switch", "ip", "link", "add", "br0", "type", "bridge");
    on("switch", "ip", "link", "set", "br0", "up");
    hosts.forEach((host, at) => {
      add(host);
      on(
        "switch",
        "ip",
        "link",
        "add",
        `p${at}`,
        "type",
        "veth",
        "peer",
        "name",
        "eth0",
        "netns",
        name(host),
      );
      on("switch", "ip", "link", "set", `p${at}`, "master", "br0", "up");
      on(host, "ip", "addr", "add", `${subnet}.${at + 1}/24`, "dev", "eth0");
      on(host, "ip", "link", "set", "eth0", "up");
    });
  } catch (error) {
    remove();
    throw error;
  }
  const prefix = (host: string) => ["ip", "netns", "exec", name(host)];
  return {
    on,
    prefix,
    start: async (host, file, ...args) => {
      const [program = "", ...before] = prefix(host);
      const child = spawn(program, [...before, process.execPath, "--import", "tsx", file, ...args], {
        cwd: projectRoot,
        stdio: ["ignore", "inherit", "inherit", "ipc"],
      });
      children.push(child);
      const failed = once(child, "exit").then(([code]) => {
        throw new Error(`${file} ended on ${host} with ${String(code)}`);
      });
      await Promise.race([once(child, "message"), failed]);
      failed.catch(() => undefined);
      return child;
    },
    addressOf: (host) => `${subnet}.${hosts.indexOf(host) + 1}`,
    hardwareAddressOf: (host) => {
      const [link] = JSON.parse(on(host, "ip", "-json", "link", "show", "eth0")) as { address: string }[];
      return link?.address ?? "";
    },
    remove,
  };
}
