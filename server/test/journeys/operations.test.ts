import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Redis } from "ioredis";
import { redisOptions } from "../../core/connections.ts";
import { withDatabase } from "../../installation/database.ts";
import { askHealth } from "../../installation/health.ts";
import { openInstallation } from "../../installation/installation.ts";
import { layoutOf } from "../../installation/layout.ts";
import { endProcesses, supervisedProcesses } from "../../installation/orphans.ts";
import { askDatabase, waitUntil } from "../../installation/readiness.ts";
import type { Status } from "../../installation/reporting.ts";
import { freePort, runCommand } from "../commands.ts";

describe("operating an installation", function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), "holdfast-operations-"));
  // Longer than a unix socket's path may be, and with what a shell or a configuration file may trip over.
  const data = join(folder, `data # ${"x".repeat(100)}`);
  const layout = layoutOf(data);
  const ours = () =>
    openInstallation({ data, databaseUrl: undefined, redisUrl: undefined, secret: undefined });
  let port: number;

  before(async () => {
    port = await freePort();
  });
  after(async () => {
    await npm("stop");
    await endProcesses(supervisedProcesses(layout), 0);
    rmSync(folder, { recursive: true, force: true });
    rmSync(layout.run, { recursive: true, force: true });
  });

  const npm = (command: string, ...args: string[]) =>
    runCommand({ HOLDFAST_DATA: data, PORT: String(port), WEB_WORKERS: "1" }, command, ...args);
  const healthy = () =>
    waitUntil(async () => {
      const { ready, checks } = await askHealth(`http://127.0.0.1:${port}/health/ready`);
      if (!ready) throw new Error(JSON.stringify(checks));
    }, 30);
  const status = async () => JSON.parse((await npm("status", "--json")).output) as Status;
  // A zero would signal this very test's process group.
  const victimOf = async (name: string) => {
    const [pid] = await pidsOf(name);
    if (!pid) throw new Error(`${name} does not run`);
    return pid;
  };
  const pidsOf = async (name: string) =>
    (await status()).processes.filter((running) => running.name === name).map(({ pid }) => pid);

  it("starts everything, prints the address and the one-time link", async () => {
    const { code, output } = await npm("start");
    expect(code, output).to.equal(0);
    expect(output).to.include(`Ready at http://localhost:${port} `);
    expect(output).to.match(
      /Create the administrator here, once: http:\/\/localhost:\d+\/setup\?token=[\w-]{32}\n/,
    );
    await withDatabase(ours().databaseUrl, async (db) => {
      await db.schema.createTable("operations_journey", (table) => table.integer("kept"));
      await db("operations_journey").insert({ kept: 42 });
    });
    await onRedis((redis) => redis.set("operations-journey", "kept"));
  });

  it("does nothing the second time, quickly, and says so", async () => {
    const before = (await status()).processes.map(({ pid }) => pid);
    const began = Date.now();
    const { code, output } = await npm("start");
    expect(Date.now() - began).to.be.below(10_000);
    expect(code).to.equal(0);
    expect(output).to.include(`Already running at http://localhost:${port}`);
    expect((await status()).processes.map(({ pid }) => pid)).to.deep.equal(before);
  });

  for (const name of ["web", "worker", "failover", "redis", "mariadb"])
    it(`heals by itself when ${name} is killed`, async () => {
      const victim = await victimOf(name);
      process.kill(victim, "SIGKILL");
      await waitUntil(async () => {
        const pids = await pidsOf(name);
        if (pids.length === 0 || pids.includes(victim) || pids.includes(0))
          throw new Error(`${name} is not back`);
      }, 30);
      await healthy();
      // A database that reads how far it had come keeps its new process id for a second before it answers.
      await waitUntil(() => askDatabase(ours().databaseUrl), 30);
      await expectDataKept();
    });

  it("comes back by npm start when PM2 and everything were killed at once", async () => {
    const pids = [...supervisedProcesses(layout), Number(readFileSync(join(layout.pm2, "pm2.pid"), "utf8"))];
    for (const pid of new Set(pids)) process.kill(pid, "SIGKILL");
    const { code, output } = await npm("start");
    expect(code, output).to.equal(0);
    await expectDataKept();
  });

  it("clears away what a killed PM2 left running", async () => {
    process.kill(Number(readFileSync(join(layout.pm2, "pm2.pid"), "utf8")), "SIGKILL");
    expect((await npm("start")).code).to.equal(0);
    expect((await status()).processes.map(({ name }) => name)).to.include.members([
      "mariadb",
      "redis",
      "web",
      "worker",
      "failover",
    ]);
    // PM2 itself, two servers, a web process, the worker, the agent: and no second Redis on the same file.
    expect(supervisedProcesses(layout)).to.have.lengthOf(6);
    await expectDataKept();
  });

  it("restarts with another configuration", async () => {
    const former = port;
    port = await freePort();
    const { code, output } = await npm("start");
    expect(code, output).to.equal(0);
    expect(output).to.include("The configuration changed: restarting…");
    await healthy();
    expect(await askHealth(`http://127.0.0.1:${former}/health/ready`).catch(() => "gone")).to.equal("gone");
  });

  it("stops all, keeps every byte, and starts again", async () => {
    expect((await npm("stop")).output).to.include(`All is stopped; the data stays in ${data}.`);
    expect(supervisedProcesses(layout)).to.be.empty;
    expect(await npm("stop")).to.deep.include({ code: 0, output: "Nothing is running.\n" });
    const stopped = await npm("status");
    expect(stopped.code).to.equal(1);
    expect(stopped.output).to.include("stopped").and.include("npm start");
    expect((await npm("start")).code).to.equal(0);
    await expectDataKept();
  });

  async function expectDataKept(): Promise<void> {
    const kept = await withDatabase(ours().databaseUrl, (db) =>
      db("operations_journey").pluck<number[]>("kept"),
    );
    expect(kept).to.deep.equal([42]);
    expect(await onRedis((redis) => redis.get("operations-journey"))).to.equal("kept");
  }

  async function onRedis<T>(work: (redis: Redis) => Promise<T>): Promise<T> {
    const redis = new Redis(redisOptions(ours().redisUrl));
    try {
      return await work(redis);
    } finally {
      redis.disconnect();
    }
  }
});
