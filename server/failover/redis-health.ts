import { connect } from "node:net";
import { within } from "./looking.ts";
import type { NodeState } from "./state.ts";

const patienceMs = 500;

/**
 * Asks this machine's own Redis through its unix socket what it is. Spoken by hand: a client library is a third of the agent's memory.
 * @throws Error when it does not answer, or refuses the password.
 */
export async function askRedisRole(socketPath: string, password: string): Promise<NodeState["redis"]> {
  const socket = connect(socketPath);
  try {
    const text = new Promise<string>((resolve, reject) => {
      let said = "";
      socket.setEncoding("utf8").on("data", (chunk) => (said += String(chunk)));
      socket.on("error", reject).on("end", () => resolve(said));
      socket.write(`AUTH ${password}\r\nINFO replication\r\nQUIT\r\n`);
    });
    return roleIn(await within(text, patienceMs));
  } finally {
    socket.destroy();
  }
}

/** Reads the answer of INFO replication. @throws Error with Redis's own words when that is not what it is. */
export function roleIn(said: string): NodeState["redis"] {
  const value = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(said)?.[1];
  const role = value("role");
  if (role === undefined) throw new Error(/^-(.*?)\r?$/m.exec(said)?.[1] ?? "no answer");
  if (role === "master") return { role: "master", master: null };
  return { role: "replica", master: `${value("master_host") ?? "?"}:${value("master_port") ?? "?"}` };
}
