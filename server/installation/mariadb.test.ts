import { expect } from "chai";
import { bufferPoolFor, mariadbConfig } from "./mariadb-config.ts";

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
});
