import { expect } from "chai";
import { type ClusterNode, newCluster } from "../cluster/cluster.ts";
import { bufferPoolFor, groupAddress, mariadbConfig } from "./mariadb-config.ts";

const megabyte = 1024 * 1024;

describe("the embedded servers' configuration", () => {
  const sizes: [string, number, number][] = [
    ["a small machine", 256, 128],
    ["2 GB", 2048, 512],
    ["a machine with an odd amount", 3333, 833],
    ["a large machine", 65536, 4096],
  ];
  for (const [machine, memory, pool] of sizes)
    it(`gives MariaDB ${pool} MB on ${machine}`, () =>
      expect(bufferPoolFor(memory * megabyte)).to.equal(pool * megabyte));

  const settings = {
    dataFolder: "/d #1/mariadb",
    socket: "/d/m.sock",
    pidFile: "/d/m.pid",
    user: undefined,
    bufferPool: 1024 * megabyte,
    galera: null,
  };
  const lines = [
    'datadir = "/d #1/mariadb"',
    "skip-networking = 1",
    "innodb-flush-log-at-trx-commit = 1",
    "character-set-server = utf8mb4",
    "collation-server = utf8mb4_unicode_520_ci",
    `innodb-buffer-pool-size = ${1024 * megabyte}`,
    `innodb-log-file-size = ${256 * megabyte}`,
    "max-connections = 200",
  ];
  for (const line of lines)
    it(`has ${line}`, () => expect(mariadbConfig(settings).split("\n")).to.include(line));

  it("names a user only where mariadbd may change to it", () => {
    expect(mariadbConfig(settings)).not.to.match(/^user/m);
    expect(mariadbConfig({ ...settings, user: "mysql" })).to.match(/^user = mysql$/m);
  });

  describe("of a node", () => {
    const ports = { agent: 1, sql: 3306, group: 4567, ist: 4568, sst: 4444, redis: 6, sentinel: 7, web: 8 };
    const alone = newCluster("a", ports);
    const keys = { authority: "/k #/ca.crt", certificate: "/k #/node.crt", key: "/k #/node.key" };
    const text = mariadbConfig({ ...settings, galera: { cluster: alone, keys, transferPassword: "secret" } });
    const other = { ...alone.nodes[0], name: "b", address: "10.0.0.2" } as ClusterNode;

    it("is on the network behind TLS only, and so is its group", () => {
      expect(text).not.to.include("skip-networking");
      expect(text).to.include("require-secure-transport = ON\ntls-version = TLSv1.2,TLSv1.3");
      expect(text).to.include("socket.ssl=YES;socket.ssl_ca=/k #/ca.crt");
      expect(text).to.match(/\[sst\]\nencrypt = 3\n/);
    });
    it("has a binary log that is as durable as the data", () =>
      expect(text).to.include("log-bin = binlog").and.include("sync-binlog = 1"));
    it("gives its group a name that Galera takes", () =>
      expect(/^wsrep-cluster-name = (\w+)$/m.exec(text)?.[1]).to.have.lengthOf(32));
    it("knows the others' addresses, and none while it is alone", () => {
      expect(groupAddress(alone)).to.equal("gcomm://");
      expect(groupAddress({ ...alone, nodes: [...alone.nodes, other] })).to.equal("gcomm://10.0.0.2:4567");
    });
  });
});
