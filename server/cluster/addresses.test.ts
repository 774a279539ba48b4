import { expect } from "chai";
import { createServer, type AddressInfo } from "node:net";
import { defaultInterface, guessAddress, ownAddresses, roundTrip, sameNetwork } from "./addresses.ts";
import { interfaceFor, readVirtualAddress } from "./virtual-address.ts";

const eth0 = { interface: "eth0", address: "10.0.0.1", prefix: 24 };
const eth1 = { interface: "eth1", address: "192.168.7.1", prefix: 16 };
const six = { interface: "eth0", address: "fd00::1", prefix: 64 };

describe("addresses", () => {
  it("are those that other machines may reach, IPv4 first", () => {
    const netmask = "";
    const found = ownAddresses({
      lo: [{ address: "127.0.0.1", cidr: "127.0.0.1/8", internal: true, family: "IPv4", mac: "", netmask }],
      eth0: [
        {
          address: "fe80::1",
          cidr: "fe80::1/64",
          internal: false,
          family: "IPv6",
          mac: "",
          netmask,
          scopeid: 2,
        },
        {
          address: "fd00::1",
          cidr: "fd00::1/64",
          internal: false,
          family: "IPv6",
          mac: "",
          netmask,
          scopeid: 0,
        },
        { address: "10.0.0.1", cidr: "10.0.0.1/24", internal: false, family: "IPv4", mac: "", netmask },
      ],
    });
    expect(found).to.deep.equal([eth0, six]);
  });

  it("are guessed by the default route, and the others are told", () => {
    const routes = `Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU
eth0\t0000000A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0
eth1\t00000000\t0100A8C0\t0003\t0\t0\t0\t00000000\t0\n`;
    expect(defaultInterface(routes)).to.equal("eth1");
    expect(defaultInterface("Iface\tDestination\n")).to.equal(null);
    expect(guessAddress([eth0, eth1], "eth1")).to.deep.equal({
      address: "192.168.7.1",
      others: ["10.0.0.1"],
    });
    expect(guessAddress([eth0, eth1], null)).to.deep.equal({ address: "10.0.0.1", others: ["192.168.7.1"] });
    expect(guessAddress([], "eth0")).to.equal(null);
  });

  it("are in one network or not", () => {
    const cases: [string, string, number, boolean][] = [
      ["10.0.0.1", "10.0.0.100", 24, true],
      ["10.0.0.1", "10.0.1.100", 24, false],
      ["10.0.0.1", "10.0.1.100", 16, true],
      ["10.0.0.1", "10.0.0.200", 25, false],
      ["fd00::1", "fd00::99:1", 64, true],
      ["fd00:0:0:1::1", "fd00::1", 64, false],
      ["10.0.0.1", "fd00::1", 1, false],
      ["host", "10.0.0.1", 8, false],
    ];
    for (const [one, other, prefix, expected] of cases)
      expect(sameNetwork(one, other, prefix), `${one} ${other}/${prefix}`).to.equal(expected);
  });

  it("have a round-trip time", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;
    expect(await roundTrip("127.0.0.1", port)).to.be.within(0, 5);
    server.close();
    const refused = await roundTrip("127.0.0.1", port).catch((error: NodeJS.ErrnoException) => error.code);
    expect(refused).to.equal("ECONNREFUSED");
  });

  it("that are virtual name their network and find their interface", () => {
    const vip = readVirtualAddress("10.0.0.100/24", null);
    expect(vip).to.deep.equal({ address: "10.0.0.100", prefix: 24, interface: null });
    expect(interfaceFor(vip, [eth1, eth0])).to.equal("eth0");
    expect(interfaceFor({ ...vip, interface: "eth1" }, [eth0, eth1])).to.equal("eth1");
    expect(() => interfaceFor({ ...vip, interface: "ens3" }, [eth0])).to.throw(
      "no interface ens3 here; this machine has eth0",
    );
    expect(() => interfaceFor(vip, [eth1])).to.throw("No interface here is in the network of 10.0.0.100/24");
    // Our own hold on it does not make an interface the right one.
    expect(() => interfaceFor(vip, [{ ...eth1, address: "10.0.0.100" }])).to.throw("No interface here");
    for (const wrong of ["10.0.0.100", "10.0.0.100/33", "10.0.0/24", "x/24", "10.0.0.1/24/1", "10.0.0.1/"])
      expect(() => readVirtualAddress(wrong, null), wrong).to.throw("--vip: expected an address");
  });
});
