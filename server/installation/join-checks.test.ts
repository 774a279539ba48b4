import { expect } from "chai";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Greeting } from "../cluster/admission.ts";
import { newCluster } from "../cluster/cluster.ts";
import { takesAway } from "./additive.ts";
import { startingEnvironment } from "./applying.ts";
import { assertMayJoin, assertNear, assertRoom, clockWarning, diskOf, stateOf } from "./join-checks.ts";
import { layoutOf } from "./layout.ts";
import { writeLeft } from "./membership.ts";
import { loadNodeConfig, travellingPart } from "./node-config.ts";
import { withSettings } from "./setting.ts";

const ports = { agent: 7400, sql: 1, group: 2, ist: 3, sst: 4, redis: 5, sentinel: 6, web: 8080 };

describe("a machine that wants to join", () => {
  let data = "";
  beforeEach(() => (data = mkdtempSync(join(tmpdir(), "holdfast-test-"))));
  afterEach(() => rmSync(data, { recursive: true }));

  it("needs an empty folder, or leave to discard what is in it", () => {
    const layout = layoutOf(data);
    expect(stateOf(layout)).to.equal("empty");
    mkdirSync(layout.mariadb);
    expect(stateOf(layout)).to.equal("used");
    expect(() => assertMayJoin(layout, false)).to.throw("holds an installation already");
    expect(() => assertMayJoin(layout, true)).not.to.throw();
    writeLeft(layout, newCluster("b", ports), "it left by itself");
    expect(() => assertMayJoin(layout, false)).to.throw(
      "a node that left its cluster (it left by itself, 20",
    );
    writeFileSync(layout.joining, "{}");
    expect(stateOf(layout)).to.equal("interrupted");
    expect(() => assertMayJoin(layout, false)).not.to.throw();
  });

  it("needs room on its disk", () => {
    const gigabyte = 1024 ** 3;
    const cases: [string, "data" | "witness", number, { percent: number; free: number }, string | null][] = [
      ["half empty", "data", gigabyte, { percent: 50, free: 2 * gigabyte }, null],
      ["at 95 %", "data", 1, { percent: 95, free: 100 * gigabyte }, "is 95 % full"],
      ["a witness at 95 %", "witness", 1, { percent: 96, free: gigabyte }, "is 96 % full"],
      ["too small", "data", gigabyte, { percent: 20, free: gigabyte }, "needs 1536 MB here"],
      ["a witness copies nothing", "witness", gigabyte, { percent: 20, free: gigabyte }, null],
    ];
    for (const [name, kind, size, disk, sentence] of cases) {
      const check = () => assertRoom(data, kind, size, disk);
      if (sentence === null) expect(check, name).not.to.throw();
      else expect(check, name).to.throw(sentence);
    }
    expect(diskOf(join(data, "not/there/yet")).free).to.be.greaterThan(0);
  });

  it("must be near, and may have a wrong clock", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;
    const cluster = newCluster("a", { ...ports, agent: port });
    const nodes = cluster.nodes.map((node) => ({ ...node, address: "127.0.0.1" }));
    const greeting: Greeting = { name: "w", cluster: { ...cluster, nodes }, clock: Date.now(), size: 0 };
    expect(await assertNear("witness", greeting)).to.equal(null);
    const far = await assertNear("witness", greeting, 0).catch((error: Error) => error.message);
    expect(far).to.match(
      /^This machine is [\d.]+ ms from a \(round trip\); a witness may be 0 ms away at most/,
    );
    expect(await assertNear("data", greeting, 0)).to.contain("every change will take that much longer");
    server.close();
    expect(clockWarning(greeting)).to.equal(null);
    const warning = clockWarning(greeting, Date.now() + 3_600_000);
    expect(warning).to.contain("60 min ahead of the cluster's. Nothing depends on it");
    expect(clockWarning(greeting, Date.now() - 3_600_000)).to.contain("60 min behind");
  });
});

describe("the configuration of a node", () => {
  it("comes with the invitation, and what the machine was given itself wins", () => {
    const data = mkdtempSync(join(tmpdir(), "holdfast-test-"));
    const environment = travellingPart({
      BASE_URL: "https://help.example",
      SMTP_URL: "smtp://mail",
      PORT: "9000",
      HOLDFAST_DATA: "/x",
      WEB_WORKERS: "7",
      TRUSTED_PROXIES: "",
    });
    expect(environment).to.deep.equal({
      BASE_URL: "https://help.example",
      SMTP_URL: "smtp://mail",
      PORT: "9000",
    });
    const cluster = { ...newCluster("b", ports), environment };
    writeFileSync(join(data, "cluster.json"), JSON.stringify(cluster));
    const config = loadNodeConfig({ HOLDFAST_DATA: data, PORT: "9001", SMTP_URL: "", HOLDFAST_NODE: "z" });
    expect(config).to.include({
      node: "b",
      port: 9001,
      baseUrl: "https://help.example",
      smtpUrl: "smtp://mail",
    });
    rmSync(data, { recursive: true });
  });

  it("does not take on what a supervisor added", () => {
    const env = { A: "1", B: "2", pm_id: "3", HOLDFAST_ENVIRONMENT: "A C HOLDFAST_ENVIRONMENT" };
    expect(startingEnvironment(env)).to.deep.equal({
      A: "1",
      HOLDFAST_ENVIRONMENT: env.HOLDFAST_ENVIRONMENT,
    });
  });

  it("keeps its profile once there are several servers", () => {
    const alone = newCluster("a", ports);
    expect(withSettings(alone, { profile: "tight" })).to.include({ profile: "tight", generation: 2 });
    expect(withSettings(alone, { profile: "fast" })).to.equal(alone);
    expect(() => withSettings(alone, { profile: "quick" })).to.throw(
      "--profile: expected standard, fast, tight",
    );
    const b = { name: "b", kind: "data" as const, address: "10.0.0.2", ports };
    const two = { ...alone, nodes: [...alone.nodes, b] };
    expect(() => withSettings(two, { profile: "tight" })).to.throw("before the first invitation");
    expect(() => withSettings(alone, { vip: "10.0.0.1" })).to.throw("--vip: expected an address");
  });
});

describe("a rolling upgrade", () => {
  it("knows migrations that take away what the old version needs", () => {
    const cases: [string, string | null][] = [
      [`export const up = (db) => db.schema.createTable("x", (t) => t.increments());`, null],
      [`export const up = (db) => db.schema.alterTable("x", (t) => t.string("y").nullable());`, null],
      [`export const up = (db) => db.schema.alterTable("x", (t) => t.dropColumn("y"));`, "dropColumn"],
      [`export const up = (db) => db.schema.dropTable("x");`, "dropTable"],
      [`export const up = (db) => db.schema.alterTable("x", (t) => t.string("y").alter());`, ".alter("],
      [`export const up = (db) => db.raw("ALTER TABLE x DROP COLUMN y");`, "DROP COLUMN"],
      [`// would dropTable\nexport const up = () => {};`, null],
      [
        `export const up = (db) => db.schema.createTable("x");\nexport const down = (db) => db.schema.dropTable("x");`,
        null,
      ],
      [
        `export async function up(db) { }\nexport async function down(db) { db.schema.dropTable("x"); }`,
        null,
      ],
    ];
    for (const [source, expected] of cases) expect(takesAway(source), source).to.equal(expected);
  });
});
