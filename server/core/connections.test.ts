import { expect } from "chai";
import { databaseOptions, redisOptions } from "./connections.ts";

describe("connection options", () => {
  it("reads a database on a host", () => {
    expect(databaseOptions("mysql://u%40x:p%2Fw@[::1]:3307/portal")).to.include({
      host: "::1",
      port: 3307,
      user: "u@x",
      password: "p/w",
      database: "portal",
    });
  });

  it("reads a database behind a unix socket", () => {
    const options = databaseOptions("mysql://u:p@localhost/holdfast?socketPath=%2Fa%20b%2Fm.sock");
    expect(options)
      .to.include({ socketPath: "/a b/m.sock", database: "holdfast" })
      .and.not.to.have.property("host");
  });

  const redis: [string, object][] = [
    ["redis://cache:6380/2", { host: "cache", port: 6380, db: 2 }],
    ["redis://:s%23cret@localhost?path=%2Frun%2Fr.sock", { path: "/run/r.sock", password: "s#cret", db: 0 }],
    ["redis://ann:x@cache", { username: "ann", password: "x", port: 6379 }],
  ];
  for (const [url, options] of redis) it(`reads ${url}`, () => expect(redisOptions(url)).to.include(options));

  it("reads Sentinels, each with its port", () => {
    expect(
      redisOptions("redis+sentinel://ann:p%40w@one:26380,[fd00::2],three/main/3?sentinelPassword=s"),
    ).to.deep.include({
      sentinels: [
        { host: "one", port: 26380 },
        { host: "fd00::2", port: 26379 },
        { host: "three", port: 26379 },
      ],
      name: "main",
      username: "ann",
      password: "p@w",
      sentinelPassword: "s",
      db: 3,
    });
    expect(redisOptions("rediss+sentinel://:p@one/main")).to.include({ enableTLSForSentinelMode: true });
    expect(redisOptions("redis+sentinel://:p@one/main")).not.to.have.property("tls");
  });

  it("asks for TLS where the URL does", () => {
    expect(redisOptions("rediss://cache")).to.have.property("tls");
    expect(databaseOptions("mysql://u:p@h/d?ssl=true")).to.have.property("ssl");
  });
});
