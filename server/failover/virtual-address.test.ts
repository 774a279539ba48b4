import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { profiles } from "../cluster/profiles.ts";
import { waitUntil } from "../installation/readiness.ts";
import { createNetwork, type Network } from "../test/network.ts";
import { AddressError, findAddress, lifetime } from "./virtual-address.ts";

const vip = { address: "10.42.7.100", prefix: 24, interface: null };

describe("the virtual address", function () {
  this.timeout(20_000);
  let network: Network;
  let a: ChildProcess;
  let b: ChildProcess;
  let client: ChildProcess;

  const host = (name: string, given: object = vip) =>
    network.start(name, "server/test/address-host.ts", JSON.stringify(given), network.addressOf("a"));
  const tell = async (child: ChildProcess, order: string, seconds = 2): Promise<unknown> => {
    child.send({ order, seconds });
    const [answer] = (await once(child, "message")) as [{ result?: unknown; error?: string }];
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.result;
  };
  const addressesOf = (name: string, device = "eth0") =>
    network.on(name, "ip", "-4", "-o", "addr", "show", "dev", device);
  const has = (name: string, device?: string) => addressesOf(name, device).includes(`${vip.address}/`);
  const neighbour = () =>
    /lladdr (\S+)/.exec(network.on("client", "ip", "neigh", "show", vip.address))?.[1] ?? "nobody";
  const until = (what: () => boolean) =>
    waitUntil(async () => {
      if (!what()) throw new Error("not yet");
    }, 2);
  const ask = () => tell(client, "ask");
  const connect = () => tell(client, "connect");

  before(async () => {
    network = createNetwork(["a", "b", "client"], "10.42.7");
    [a, b, client] = await Promise.all([host("a"), host("b"), host("client")]);
    await Promise.all([a, b].map((child) => tell(child, "listen")));
  });
  after(() => network?.remove());
  afterEach(async () => {
    for (const child of [a, b]) if (child.connected) await tell(child, "remove");
  });

  it("is put on the interface whose network contains it, and removed again", async () => {
    expect(await tell(a, "interface")).to.equal("eth0");
    await tell(a, "set");
    expect(addressesOf("a")).to.match(/10\.42\.7\.100\/24 .* valid_lft [12]sec/);
    expect(await tell(a, "isSet")).to.be.true;
    await tell(a, "remove");
    expect(has("a")).to.be.false;
    await tell(a, "remove"); // twice is not an error
  });

  it("stays without a gap while it is refreshed, and goes by itself when its process is killed", async () => {
    const victim = await host("a");
    await tell(victim, "keep", 1);
    for (let count = 0; count < 40; count++) {
      expect(has("a")).to.be.true;
      await sleep(50);
    }
    const killed = Date.now();
    victim.kill("SIGKILL");
    while (has("a")) {
      expect(Date.now() - killed).to.be.below(1500);
      await sleep(20);
    }
    expect(Date.now() - killed).to.be.above(600);
  });

  it("moves in the neighbours' memory when it is announced", async () => {
    await tell(a, "set");
    await tell(a, "announce");
    await connect();
    expect(neighbour()).to.equal(network.hardwareAddressOf("a"));
    await tell(a, "remove");
    await tell(b, "set");
    await tell(b, "announce");
    const announced = Date.now();
    while (neighbour() !== network.hardwareAddressOf("b")) {
      expect(Date.now() - announced, neighbour()).to.be.below(500);
      await sleep(10);
    }
    await connect();
    expect(await ask()).to.equal("?");
  });

  it("finds out that another machine uses it, and which", async () => {
    expect(await tell(b, "otherOwner")).to.be.null;
    await tell(a, "set", 5);
    expect(await tell(b, "otherOwner")).to.equal(network.hardwareAddressOf("a"));
    expect(await tell(a, "otherOwner")).to.be.null;
  });

  it("retires: open connections live on, new neighbours are told nothing, then it is gone", async () => {
    await tell(a, "set", 5);
    await tell(a, "announce");
    await connect();
    await tell(a, "retire", 2);
    expect(has("a")).to.be.false;
    expect(has("a", "lo")).to.be.true;
    expect(await ask()).to.equal("?");
    // The client remembers where it was; whoever asks now does not find it there.
    expect(await tell(b, "otherOwner")).to.be.null;
    await tell(b, "set");
    await tell(b, "announce");
    await sleep(100);
    expect(neighbour()).to.equal(network.hardwareAddressOf("b"));
    await sleep(2300);
    expect(has("a", "lo")).to.be.false;
  });

  it("passes on what belongs to connections that the former owner still has; new ones are its own", async () => {
    await tell(a, "set", 5);
    await tell(a, "announce");
    await connect();
    await tell(a, "retire", 10);
    await tell(b, "forward", 10);
    await tell(b, "set", 5);
    await tell(b, "announce");
    await until(() => neighbour() === network.hardwareAddressOf("b"));
    expect(await ask()).to.equal("?");
    await connect();
    expect(await ask()).to.equal("?");
    // Without it a machine resets what it does not know.
    await tell(a, "set", 5);
    await tell(a, "announce");
    await until(() => neighbour() === network.hardwareAddressOf("a"));
    expect(await ask().catch((error: Error) => error.message)).to.equal("read ECONNRESET");
  });

  it("can be taken again while it retires", async () => {
    const ignore = () => network.on("a", "cat", "/proc/sys/net/ipv4/conf/eth0/arp_ignore").trim();
    await tell(a, "set");
    await tell(a, "retire", 5);
    expect(ignore()).to.equal("1");
    await tell(a, "set");
    await tell(a, "announce");
    expect(ignore()).to.equal("0");
    expect(has("a", "lo")).to.be.false;
    await connect();
    expect(await ask()).to.equal("?");
  });

  it("is looked for in the network before it is taken the first time, and not again after a lapse of the role", async () => {
    expect(await tell(a, "hold")).to.be.above(900);
    await tell(a, "lose");
    expect(has("a")).to.be.false;
    expect(await tell(a, "hold")).to.be.below(500);
    expect(has("a")).to.be.true;
    await tell(a, "lose");
  });

  it("refuses what cannot be", async () => {
    const refusal = async (given: object) => {
      const child = await host("a", { ...vip, ...given });
      return tell(child, "set").catch((error: Error) => error.message);
    };
    expect(await refusal({ interface: "eth7" })).to.equal(
      "the interface eth7 for the virtual address 10.42.7.100 does not exist; there are: lo, eth0",
    );
    expect(await refusal({ address: "10.99.0.1" })).to.match(
      /^no interface of this machine is in the network of/,
    );
    const six = await findAddress({ ...vip, address: "fd00::1" }).catch((error: unknown) => error);
    expect(six).to.be.instanceOf(AddressError);
    expect((six as Error).message).to.contain("IPv6 is not supported");
  });
});

describe("how long the kernel may keep the address", () => {
  // fast: a term of 2500 ms, of which the holder itself trusts 2200.
  const began = 10_000;
  const deadline = began + 2200;
  for (const [after, seconds] of [
    [5, 2],
    [499, 2],
    [501, 1],
    [1499, 1],
    [1501, 0],
    [2199, 0],
    [2201, 0],
    [60_000, 0],
  ] as const)
    it(`${seconds} s when the renewal took ${after} ms`, () => {
      expect(lifetime(deadline, began + after, profiles.fast)).to.equal(seconds);
    });
});
