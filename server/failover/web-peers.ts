import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { keepLooking, wordsOf } from "./looking.ts";
import type { Peers } from "./peers.ts";
import type { ClusterState, Role } from "./state.ts";

// Servers that share only the operator's database have no authority that would vouch for them. They are seen as a load balancer sees
// them, by their health pages: enough to show, too little to give or take orders.

type Seen = ClusterState["nodes"][number];

interface RolePage {
  readonly role: Role;
  readonly node: string;
  readonly epoch: number;
  readonly since: string;
  readonly reason: string;
}
interface ReadyPage {
  readonly status: string;
  readonly checks: Readonly<Record<string, { readonly status: string; readonly detail: string }>>;
}

const everyMs = 1000;
const patienceMs = 2000;
const largestPage = 64 * 1024;

/** Asks the other servers' `/health/role` and `/health/ready` each second. @param addresses like `http://10.0.0.2:8080`. */
export function watchWebPeers(addresses: readonly string[]): Peers {
  const seen = new Map<string, Seen>();
  const names = new Map<string, string>();
  const look = async (address: string) => {
    try {
      const [role, ready] = await Promise.all([
        page<RolePage>(`${address}/health/role`),
        page<ReadyPage>(`${address}/health/ready`),
      ]);
      names.set(address, role.node);
      seen.set(address, nodeOf(address, role, ready));
    } catch (error) {
      const before = seen.get(address);
      const at = before?.reachable ? new Date().toISOString() : before?.seen;
      const away: Seen = { ...unknown(names.get(address), address), detail: wordsOf(error) };
      seen.set(address, at === undefined ? away : { ...away, seen: at });
    }
  };
  const stop = keepLooking(() => Promise.all(addresses.map(look)).then(() => undefined), everyMs);
  return {
    all: () => addresses.map((address) => seen.get(address) ?? unknown(undefined, address)),
    clocks: () => ({ ok: true, detail: "not compared: nothing decides by them" }),
    stop,
  };
}

const unknown = (name: string | undefined, address: string): Extract<Seen, { reachable: false }> => ({
  reachable: false,
  node: name ?? new URL(address).host,
  kind: "data",
  address: new URL(address).host,
  detail: "not asked yet",
});

function nodeOf(address: string, role: RolePage, ready: ReadyPage): Seen {
  const checks = Object.entries(ready.checks).map(
    ([name, { status, detail }]) => [name, { ok: status === "ok", detail }] as const,
  );
  const failed = checks.filter(([, { ok }]) => !ok).map(([name, { detail }]) => `${name}: ${detail}`);
  const ok = ready.status === "ok";
  return {
    reachable: true,
    node: role.node,
    kind: "data",
    address: new URL(address).host,
    version: "",
    schema: "",
    // It compared its deadline with its own clock before it said so.
    role: { ...role, deadline: role.role === "primary" ? 1 : 0 },
    parts: Object.fromEntries(checks),
    galera: null,
    redis: null,
    able: { ok, detail: ok ? "ready" : failed.join("; ") || ready.status },
    takesOrders: false,
    clock: Date.now(),
  };
}

/** Health pages answer 503 with the same JSON. */
function page<T>(address: string): Promise<T> {
  const request = address.startsWith("https:") ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    // The certificate may be for the public name; nothing is decided by what is said here.
    const asked = request(
      address,
      { agent: false, rejectUnauthorized: false, signal: AbortSignal.timeout(patienceMs) },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("error", reject);
        response.on("data", (chunk: string) => {
          text += chunk;
          if (text.length > largestPage) asked.destroy(new Error(`${address} answers too much`));
        });
        response.on("end", () => {
          try {
            resolve(JSON.parse(text) as T);
          } catch {
            reject(new Error(`${address} is not a Holdfast portal`));
          }
        });
      },
    );
    asked.on("error", reject);
    asked.end();
  });
}
