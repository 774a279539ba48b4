import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import type { VirtualAddress } from "../cluster/cluster.ts";
import { endForwarding, forwardStrays } from "../failover/forwarding.ts";
import { keepAddress } from "../failover/address-keeper.ts";
import { monotonicNow } from "../failover/role-view.ts";
import type { RoleState } from "../failover/state.ts";
import { profiles } from "../cluster/profiles.ts";
import { type AddressOnMachine, findAddress } from "../failover/virtual-address.ts";

// A process on a host of a test's network that does with the virtual address what it is told, message by message. Whoever connects to it
// gets back what he sends.
const port = 7000;
const vip = JSON.parse(process.argv[2] ?? "") as VirtualAddress;
let address: AddressOnMachine | undefined;
let refreshing: NodeJS.Timeout | undefined;
let connection: Socket | undefined;

const keeper = keepAddress(vip, profiles.fast);
const lease = (role: RoleState["role"]): RoleState => ({
  ...{ role, node: "a", epoch: 1, since: "", reason: "a test" },
  deadline: role === "primary" ? monotonicNow() + profiles.fast.ttlMs - profiles.fast.marginMs : 0,
});
/** @returns how many milliseconds it took. */
const follow = async (role: RoleState["role"]) => {
  const began = performance.now();
  await keeper.follow(lease(role));
  return performance.now() - began;
};

const traffic: Record<string, () => Promise<unknown>> = {
  listen: async () => {
    const server = createServer((socket) => socket.on("error", () => undefined).pipe(socket));
    await once(server.listen(port), "listening");
  },
  connect: async () => {
    connection?.destroy();
    connection = connect({ host: vip.address, port, timeout: 2000 });
    connection.on("error", () => undefined).on("timeout", () => connection?.destroy(new Error("no answer")));
    await once(connection, "connect");
  },
  ask: async () => {
    connection?.write("?");
    return (
      connection && String((await Promise.race([once(connection, "data"), once(connection, "close")]))[0])
    );
  },
};
const roles: Record<string, () => Promise<number>> = {
  hold: () => follow("primary"),
  lose: () => follow("standby"),
};
const orders: Record<string, (on: AddressOnMachine, seconds: number) => unknown> = {
  interface: (on) => on.interface,
  isSet: (on) => on.isSet(),
  otherOwner: (on) => on.otherOwner(),
  set: (on, seconds) => on.set(seconds),
  keep: async (on, seconds) => {
    await on.set(seconds);
    refreshing = setInterval(() => void on.set(seconds), 300);
  },
  announce: (on) => on.announce(),
  forward: (on, seconds) => forwardStrays(on.address, on.interface, process.argv[3] ?? "", seconds),
  remove: (on) => Promise.all([on.remove(), endForwarding()]).then(() => undefined),
  retire: (on, seconds) => {
    clearInterval(refreshing);
    return on.retire(seconds);
  },
};

process.on("message", ({ order, seconds }: { order: string; seconds: number }) => {
  const work = async () => {
    const asked = traffic[order] ?? roles[order];
    if (asked) return asked();
    address ??= await findAddress(vip);
    return orders[order]?.(address, seconds);
  };
  work().then(
    (result) => process.send?.({ result: result ?? null }),
    (error: unknown) => process.send?.({ error: (error as Error).message }),
  );
});
process.send?.("ready");
