import type { HostName, Lab } from "./lab.ts";
import { attempt, runIn } from "./shell.ts";

/** What can happen between hosts; all of it in the switch, where no host can see or undo it. */
export type Port = HostName | "client";

const nft = (lab: Lab, ...words: string[]): string => runIn(lab.switch, "nft", ...words);

/** The cable is pulled: the host sees that it has no carrier. */
export const linkDown = (lab: Lab, port: Port): void =>
  void runIn(lab.switch, "ip", "link", "set", "dev", port, "down");
export const linkUp = (lab: Lab, port: Port): void =>
  void runIn(lab.switch, "ip", "link", "set", "dev", port, "up");

function addRule(lab: Lab, ...rule: string[]): void {
  if (!attempt("ip", "netns", "exec", lab.switch, "nft", "list", "table", "bridge", "lab")) {
    nft(lab, "add", "table", "bridge", "lab");
    nft(lab, "add", "chain", "bridge", "lab", "forward", "{ type filter hook forward priority 0; }");
  }
  nft(lab, "add", "rule", "bridge", "lab", "forward", ...rule, "drop");
}

/** What goes from one to the other vanishes; the way back is open. */
export const dropOneWay = (lab: Lab, from: Port, to: Port): void =>
  addRule(lab, "iifname", `"${from}"`, "oifname", `"${to}"`);

/** Neither reaches the other; both reach everybody else. */
export function partition(lab: Lab, one: Port, other: Port): void {
  dropOneWay(lab, one, other);
  dropOneWay(lab, other, one);
}

/** Everything from and to a host vanishes, while its link stays up. */
export function dropSilently(lab: Lab, port: Port): void {
  addRule(lab, "iifname", `"${port}"`);
  addRule(lab, "oifname", `"${port}"`);
}

/** So many of a hundred packets from and to a host are lost. */
export function losePackets(lab: Lab, port: Port, percent: number): void {
  const share = ["numgen", "random", "mod", "100", "<", String(percent)];
  addRule(lab, "iifname", `"${port}"`, ...share);
  addRule(lab, "oifname", `"${port}"`, ...share);
}

/** What goes to and from one TCP port of a host vanishes. */
export function dropPort(lab: Lab, port: Port, tcp: number): void {
  addRule(lab, "oifname", `"${port}"`, "tcp", "dport", String(tcp));
  addRule(lab, "iifname", `"${port}"`, "tcp", "sport", String(tcp));
}

/** All rules are gone, all links up. */
export function healNetwork(lab: Lab): void {
  attempt("ip", "netns", "exec", lab.switch, "nft", "flush", "ruleset");
  for (const { name } of lab.hosts) linkUp(lab, name);
  linkUp(lab, "client");
}
