import { expect } from "chai";
import knex, { type Knex } from "knex";
import { databaseOptions } from "../../core/connections.ts";
import { migrate } from "../../core/migrations.ts";
import { waitUntil } from "../../installation/readiness.ts";
import { aContact, aFront, aPortal } from "../factories.ts";
import { Browser } from "../harness.ts";
import { type Product, startProduct } from "../product.ts";
import { type Servers, startServers } from "../servers.ts";

// A part goes away under the running product: pages say so in plain words, /health/ready says which, and all is well when it is back.

interface Ready {
  readonly status: string;
  readonly checks: Record<"database" | "sessions" | "migrations", { status: string; detail: string }>;
}

describe("when a part is lost", function () {
  this.timeout(60_000);
  let servers: Servers;
  let product: Product;
  let db: Knex;
  let browser: Browser;
  let page: string;

  before(async () => {
    servers = await startServers();
    db = knex({ client: "mysql2", connection: databaseOptions(servers.databaseUrl) });
    await migrate(db);
    product = await startProduct({
      DATABASE_URL: servers.databaseUrl,
      REDIS_URL: servers.redisUrl,
      LOG_LEVEL: "silent",
    });
    const portal = await aPortal(db);
    const front = await aFront(db, { portalId: portal.id });
    const contact = await aContact(db, { portalId: portal.id });
    browser = new Browser(product.url);
    expect((await browser.signIn(contact.email, front.base)).status).to.equal(303);
    page = `${front.base}/requests`;
    expect((await browser.get(page)).status).to.equal(200);
  });
  after(async () => {
    await product?.stop();
    await db?.destroy();
    servers?.stop();
  });

  const ready = async () => {
    const answer = await browser.get("/health/ready");
    return { code: answer.status, ...(JSON.parse(answer.text) as Ready) };
  };
  const until = (what: () => Promise<unknown>) => waitUntil(async () => void (await what()), 20);
  const allWell = () =>
    until(async () => {
      expect((await ready()).code).to.equal(200);
      expect((await browser.get(page)).status).to.equal(200);
    });

  it("serves on without Redis, keeps people signed in, and says that it is slower", async () => {
    servers.kill("redis");
    await until(async () =>
      expect((await ready()).checks.sessions.detail).to.contain("served from the database"),
    );
    expect((await ready()).code).to.equal(200);
    expect((await browser.get(page)).status).to.equal(200);
    servers.revive("redis");
    await until(async () => expect((await ready()).checks.sessions.detail).to.equal("in Redis"));
    await allWell();
  });

  it("says that the database is away, with a reference number, and recovers by itself", async () => {
    servers.kill("database");
    await until(async () => expect((await ready()).code).to.equal(503));
    expect((await ready()).checks.database.status).to.equal("failed");
    const answer = await browser.get(page);
    expect(answer.status).to.equal(503);
    expect(answer.$("h1").text()).to.equal("We cannot reach the database");
    expect(answer.$(".reference").text()).to.match(/^[0-9a-f]{8}$/);
    expect(answer.headers.get("retry-after")).to.equal("5");
    servers.revive("database");
    await allWell();
  });

  it("notices a database that hangs without a word", async () => {
    servers.kill("database", "SIGSTOP");
    await until(async () => expect((await ready()).checks.database.detail).to.contain("no answer within"));
    servers.kill("database", "SIGCONT");
    await allWell();
  });
});
