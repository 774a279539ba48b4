import { OperatorError } from "../installation/command.ts";
import { type Lab, mark } from "./lab.ts";
import { attempt, run, runIn } from "./shell.ts";

/** Names of all network namespaces of this machine. */
export const namespaces = (): string[] =>
  run("ip", "netns", "list")
    .split("\n")
    .map((line) => line.split(" ")[0] ?? "")
    .filter(Boolean);

/** Processes in a namespace; none when it does not exist. */
export function processesIn(namespace: string): number[] {
  if (!namespaces().includes(namespace)) return [];
  return run("ip", "netns", "pids", namespace).split("\n").filter(Boolean).map(Number);
}

/** @throws OperatorError when a lab exists already: two labs on one machine falsify each other's times. */
export function assertNoOtherLab(): void {
  const other = namespaces().find((name) => name.startsWith(mark));
  if (other)
    throw new OperatorError(
      `A lab exists already (namespace ${other}). Remove it: npm run lab -- down (with its --folder).`,
    );
}

/** A subnet of this lab's own: 10.77.0 unless this machine knows that already. @returns its first three bytes. */
export function freeSubnet(): string {
  const routes = run("ip", "route", "show", "table", "all");
  const free = Array.from({ length: 50 }, (_, index) => `10.77.${index}`).find(
    (subnet) => !routes.includes(`${subnet}.`),
  );
  if (!free) throw new OperatorError("No free subnet in 10.77.0.0/16");
  return free;
}

/** The bridge in a namespace of its own, and each host and the client at a port that has its name. */
export function buildNetwork(lab: Lab): void {
  run("ip", "netns", "add", lab.switch);
  runIn(lab.switch, "ip", "link", "add", "br0", "type", "bridge");
  runIn(lab.switch, "ip", "link", "set", "br0", "up");
  const ends = [
    ...lab.hosts.map(({ name, namespace, address }) => ({ port: name, namespace, address })),
    { port: "client", ...lab.client },
  ];
  for (const { port, namespace, address } of ends) {
    run("ip", "netns", "add", namespace);
    runIn(
      lab.switch,
      ..."ip link add name".split(" "),
      ...[port, "type", "veth", "peer", "name", "eth0", "netns", namespace],
    );
    runIn(lab.switch, "ip", "link", "set", "dev", port, "master", "br0", "up");
    runIn(namespace, "ip", "link", "set", "lo", "up");
    runIn(namespace, "ip", "link", "set", "eth0", "up");
    runIn(namespace, "ip", "addr", "add", `${address}/24`, "dev", "eth0");
  }
}

/** Removes every namespace of the lab, and the links with them. Done twice, it does nothing. */
export function removeNetwork(lab: Lab): void {
  const there = new Set(namespaces());
  for (const name of [...lab.hosts.map(({ namespace }) => namespace), lab.client.namespace, lab.switch])
    if (there.has(name)) attempt("ip", "netns", "del", name);
}
