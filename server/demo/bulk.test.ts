import { hash } from "@node-rs/argon2";
import { expect } from "chai";
import { documentsMatching, meaningOf } from "../search/index.ts";
import { aTicket, password } from "../test/factories.ts";
import { Browser, startApp, type TestApp, testDb } from "../test/harness.ts";
import { fillPortal } from "./bulk.ts";
import { loadDemo, type LoadedPortal } from "./demo.ts";
import { progressLine } from "./progress.ts";
import { peopleOf } from "./sign-ins.ts";

describe("a bulk load", function () {
  this.timeout(15_000);
  let app: TestApp;
  let portal: LoadedPortal;
  const db = testDb;
  const load = (target: number) =>
    fillPortal(db(), portal.id, portal.content, target, {
      databaseUrl: process.env.DATABASE_URL ?? "",
      now: new Date(),
      progress: () => undefined,
    });

  before(async () => {
    app = await startApp();
    const passwordHash = await hash(password, { memoryCost: 1024, timeCost: 1, parallelism: 1 });
    const [first] = await loadDemo(db(), {
      portals: 1,
      passwordHash,
      now: new Date(),
      print: () => undefined,
    });
    if (!first) throw new Error("no portal");
    portal = first;
    expect(await load(2000)).to.be.greaterThan(1000);
  });
  after(async () => {
    await db()("customer_portals")
      .where({ slug: "northwind" })
      .update({ slug: `northwind-${portal.id}`, default_marker: null });
    await db()("portals")
      .where({ slug: "northwind" })
      .update({ slug: `northwind-${portal.id}` });
    await app.close();
  });

  it("reaches its target with dense numbers, once", async () => {
    const tickets = await db()("tickets")
      .where({ portal_id: portal.id })
      .orderBy("number")
      .pluck<number[]>("number");
    expect(tickets).to.deep.equal(Array.from({ length: 2000 }, (_, index) => index + 1));
    expect(await load(2000)).to.equal(0);
    expect(await load(2010)).to.equal(10);
    expect(await db()("ticket_numbers").where({ portal_id: portal.id }).pluck("last_number")).to.deep.equal([
      2010,
    ]);
  });

  it("keeps on each row what its conversation says, and refers to rows of its own portal", async () => {
    const [wrong] = (await db().raw(
      `SELECT t.id FROM tickets t
       LEFT JOIN contacts c ON c.portal_id = t.portal_id AND c.id = t.contact_id
       LEFT JOIN portal_members m ON m.portal_id = t.portal_id AND m.agent_id = t.assignee_id
       LEFT JOIN categories k ON k.portal_id = t.portal_id AND k.id = t.category_id
       WHERE t.portal_id = ? AND (
         t.reply_count <> (SELECT COUNT(*) FROM replies r WHERE r.portal_id = t.portal_id AND r.ticket_id = t.id)
         OR t.last_reply_at <> (SELECT MAX(r.created_at) FROM replies r WHERE r.ticket_id = t.id)
         OR t.is_open <> (t.status NOT IN ('resolved', 'closed')) OR (t.closed_at IS NULL) <> t.is_open
         OR c.id IS NULL OR NOT (c.account_id <=> t.account_id) OR k.id IS NULL OR (t.assignee_id IS NOT NULL AND m.agent_id IS NULL)
         OR t.updated_at > NOW(3) + INTERVAL 1 MINUTE)`,
      [portal.id],
    )) as [{ id: number }[]];
    expect(wrong).to.deep.equal([]);
    const long = await db()("tickets")
      .where({ portal_id: portal.id })
      .where("reply_count", ">=", 10)
      .select("id");
    expect(long.length).to.be.greaterThan(10);
  });

  it("is found by its words", async () => {
    const scope = { db: db(), portalId: portal.id };
    const some = await db()("replies")
      .where({ portal_id: portal.id })
      .where("body_html", "like", "<p>NW-1%")
      .orderBy("id", "desc")
      .first<{ ticket_id: number; body_html: string }>();
    const device = /NW-(\d+)/.exec(some.body_html)?.[1] ?? "";
    const match = await meaningOf(scope, `NW-${device}`);
    expect(match).not.to.equal(null);
    if (match)
      expect(await documentsMatching(scope, ["ticket"], match, { limit: 50 })).to.include(some.ticket_id);
  });

  it("shows in the agents' queue, and goes on from its last number", async () => {
    const agent = peopleOf(portal).find(({ role }) => role === "agent");
    const desk = new Browser(app.url);
    await desk.signIn(agent?.email ?? "");
    const queue = await desk.visit(`/desk/${portal.slug}/requests`);
    expect(queue.status).to.equal(200);
    expect(queue.$("tbody tr").length).to.be.greaterThan(20);
    const contact = await db()("contacts").where({ portal_id: portal.id }).first<{ id: number }>("id");
    const { id } = await aTicket(db(), { portalId: portal.id, contactId: contact.id });
    const newest = await db()("tickets")
      .where({ portal_id: portal.id })
      .whereNot({ id })
      .max<{ id: number }[]>({ id: "id" });
    expect(id).to.be.greaterThan(Number(newest[0]?.id));
  });

  it("draws its progress", () => {
    expect(progressLine("requests", 250_000, 1_000_000, 20)).to.equal(
      "███████░░░░░░░░░░░░░░░░░░░░░░░ 25 %  250,000 of 1,000,000 requests, 12,500/s, 1:00 left",
    );
    expect(progressLine("requests", 10, 10, 2)).to.equal(
      `${"█".repeat(30)} 100 %  10 of 10 requests, 5/s in 2 s`,
    );
  });
});
