import { expect } from "chai";
import knex, { type Knex } from "knex";
import { databaseOptions } from "../../core/connections.ts";
import { createContext } from "../../core/context.ts";
import { migrate } from "../../core/migrations.ts";
import { waitUntil } from "../../installation/readiness.ts";
import { testMail } from "../../mail/administration.service.ts";
import { queueMail } from "../../mail/index.ts";
import { startBalancer } from "../balancer.ts";
import { freePort } from "../commands.ts";
import { aFront, anAgent, aPortal } from "../factories.ts";
import { Browser, prepare } from "../harness.ts";
import { type MailServer, startMailServer } from "../mail-server.ts";
import { type Product, startProduct } from "../product.ts";
import { type Servers, startServers } from "../servers.ts";

// Two servers that share the operator's own database and Redis, behind a load balancer: both answer, one does the background work.

interface RolePage {
  readonly role: string;
  readonly node: string;
  readonly epoch: number;
  readonly reason: string;
}

describe("two servers on the operator's own database", function () {
  this.timeout(240_000);
  let servers: Servers;
  let db: Knex;
  let smtp: MailServer;
  let front: { base: string; portalId: number };
  let administrator: { email: string };
  const products: Partial<Record<"a" | "b", Product>> = {};
  let balancer: { url: string; stop(): void } | undefined;
  let holder: "a" | "b";
  const other = () => (holder === "a" ? "b" : "a");

  const product = (node: "a" | "b"): Product => {
    const found = products[node];
    if (!found) throw new Error(`${node} does not run`);
    return found;
  };
  const roleOf = async (node: "a" | "b") => {
    const answer = await fetch(`${product(node).url}/health/role`);
    return { status: answer.status, ...((await answer.json()) as RolePage) };
  };
  const until = (what: () => Promise<unknown>, seconds = 30) =>
    waitUntil(async () => void (await what()), seconds);

  before(async () => {
    prepare();
    servers = await startServers();
    db = knex({ client: "mysql2", connection: databaseOptions(servers.databaseUrl) });
    await migrate(db);
    smtp = await startMailServer();
    const portal = await aPortal(db);
    front = await aFront(db, { portalId: portal.id, isDefault: true });
    administrator = await anAgent(db, { administrator: true });
    const ports = { a: await freePort(), b: await freePort() };
    const start = async (node: "a" | "b") => {
      const peer = node === "a" ? ports.b : ports.a;
      const env = {
        HOLDFAST_NODE: node,
        HOLDFAST_PEERS: `http://127.0.0.1:${peer}`,
        DATABASE_URL: servers.databaseUrl,
        REDIS_URL: servers.redisUrl,
        SMTP_URL: smtp.url,
        LOG_LEVEL: "silent",
      };
      products[node] = await startProduct(env, { port: ports[node], among: true });
    };
    await Promise.all([start("a"), start("b")]);
    balancer = await startBalancer(await freePort(), [`127.0.0.1:${ports.a}`, `127.0.0.1:${ports.b}`]);
  });
  after(async () => {
    balancer?.stop();
    await Promise.all(Object.values(products).map((each) => each.stop()));
    await smtp?.close();
    await db?.destroy();
    servers?.stop();
  });

  /** Mails from the queue, each with its own cause. */
  const queueMails = async (from: number, count: number) => {
    const ctx = createContext({ db, portalId: front.portalId, actor: { kind: "system" } });
    for (let number = from; number < from + count; number++)
      await queueMail(ctx, {
        ...{ cause: `journey:${number}`, kind: "test", to: { email: `p${number}@example.com`, name: "" } },
        ...{ subject: `Mail ${number}`, template: testMail, model: { at: new Date() }, reason: "A test." },
      });
  };
  const arrived = () => smtp.mails.filter(({ subject }) => subject?.startsWith("Mail "));

  it("elects one of them for the background work, and each knows of the other", async () => {
    await until(async () => {
      const roles = [await roleOf("a"), await roleOf("b")];
      expect(roles.map(({ status }) => status).sort()).to.eql([200, 503]);
      holder = roles[0]?.status === 200 ? "a" : "b";
    });
    await queueMails(0, 10);
    await until(async () => expect(arrived()).to.have.lengthOf(10));
    const admin = new Browser(product(other()).url);
    await admin.signIn(administrator.email);
    await until(async () => {
      const { $ } = await admin.get("/admin/failover");
      expect($(".redundancy").text()).to.contain("You can lose any one server now. The database is your own");
      expect($(`#node-${holder}`).text()).to.contain("Primary");
      expect($(`#node-${other()}`).text()).to.contain("Standby");
    });
  });

  it("fails no GET behind the load balancer when one of them dies", async () => {
    const failures: string[] = [];
    let asked = 0;
    let going = true;
    const visitor = async () => {
      while (going) {
        asked++;
        const status = await fetch(`${balancer?.url ?? ""}${front.base}/login`).then(
          async (answer) => (await answer.text(), answer.status),
          (error: unknown) => String(error),
        );
        if (status !== 200) failures.push(String(status));
      }
    };
    const visitors = [visitor(), visitor(), visitor(), visitor()];
    await until(async () => expect(asked).to.be.greaterThan(20), 60);
    product(holder).kill();
    const before = asked;
    await new Promise((done) => setTimeout(done, 2000));
    await until(async () => expect(asked - before).to.be.greaterThan(40), 60);
    going = false;
    await Promise.all(visitors);
    expect(failures, `of ${asked}`).to.eql([]);
  });

  it("goes on with the work on the other within the lease's term, each mail sent once", async () => {
    holder = other();
    await queueMails(10, 10);
    await until(async () => expect((await roleOf(holder)).status).to.equal(200));
    await until(async () => expect(arrived().length).to.be.at.least(20));
    expect(new Set(arrived().map(({ subject }) => subject)).size).to.equal(20);
    expect(arrived()).to.have.lengthOf(20);
    const news = () => smtp.to(administrator.email).map(({ subject }) => subject);
    const takeover = `${holder} took over from ${other()}`;
    await until(async () => expect(news().filter((subject) => subject === takeover)).to.have.lengthOf(1));
  });

  it("says 503 while the database is read-only or away, and recovers by itself", async () => {
    const { url } = product(holder);
    const signIn = async () => (await new Browser(url).signIn(administrator.email)).status;
    const root = knex({
      client: "mysql2",
      connection: { ...databaseOptions(servers.databaseUrl), user: "root", password: "" },
    });
    await root.raw("SET GLOBAL read_only = 1");
    await until(async () => expect(await signIn()).to.equal(503));
    await until(async () => expect((await roleOf(holder)).status).to.equal(503));
    await root.raw("SET GLOBAL read_only = 0");
    await root.destroy();
    await until(async () => expect(await signIn()).to.equal(303));
    servers.kill("database");
    await until(async () => expect((await fetch(`${url}/health/ready`)).status).to.equal(503));
    servers.revive("database");
    await until(async () => expect((await fetch(`${url}/health/ready`)).status).to.equal(200));
    await until(async () => expect((await roleOf(holder)).status).to.equal(200));
    await queueMails(20, 3);
    await until(async () => expect(arrived()).to.have.lengthOf(23));
  });
});
