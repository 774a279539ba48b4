import { expect } from "chai";
import type { Knex } from "knex";
import { Browser, rolledBack, startApp, type TestApp, testDb } from "../test/harness.ts";
import { hash } from "@node-rs/argon2";
import { password } from "../test/factories.ts";
import { type DemoOptions, loadDemo } from "./demo.ts";
import { realData } from "./installation.repository.ts";
import { emailOf, ensureAdministrator } from "./people.repository.ts";
import { peopleOf } from "./sign-ins.ts";

const portalTables = [
  "accounts",
  "contacts",
  "categories",
  "canned_replies",
  "topics",
  "solutions",
  "announcements",
  "tickets",
  "replies",
  "notes",
  "ticket_changes",
  "attachments",
];
const now = new Date("2026-11-20T10:00:00Z");
let passwordHash = "";
const options = (print: (line: string) => void = () => undefined): DemoOptions => ({
  portals: 2,
  passwordHash,
  now,
  print,
});
const count = async (db: Knex, table: string, where: object = {}) =>
  Number((await db(table).where(where).count<{ n: number }[]>({ n: "*" }))[0]?.n);
const counts = async (db: Knex) =>
  Object.fromEntries(
    await Promise.all(portalTables.map(async (table) => [table, await count(db, table)] as const)),
  );

describe("the demo", function () {
  this.timeout(15_000);
  before(async () => {
    passwordHash = await hash(password, { memoryCost: 1024, timeCost: 1, parallelism: 1 });
  });

  describe("loaded", () => {
    const tx = rolledBack();

    it("has two portals with everything in each, and adds nothing the second time", async () => {
      const first = await loadDemo(tx(), options());
      expect(first.map(({ isNew }) => isNew)).to.deep.equal([true, true]);
      for (const { id } of first)
        for (const table of portalTables)
          expect(await count(tx(), table, { portal_id: id }), table).to.be.greaterThan(0);
      const before = await counts(tx());
      const lines: string[] = [];
      const second = await loadDemo(
        tx(),
        options((line) => lines.push(line)),
      );
      expect(await counts(tx())).to.deep.equal(before);
      expect(second.map(({ id, isNew }) => [id, isNew])).to.deep.equal(first.map(({ id }) => [id, false]));
      expect(lines)
        .to.have.length(2)
        .and.to.satisfy((all: string[]) => all.every((line) => line.includes("already there")));
    });

    it("has requests whose rows agree with their conversations", async () => {
      const [portal] = await loadDemo(tx(), options());
      const tickets = (await tx()("tickets").where({ portal_id: portal?.id }).orderBy("number")) as Record<
        string,
        unknown
      >[];
      expect(tickets.map(({ number }) => number)).to.deep.equal(tickets.map((_, index) => index + 1));
      expect(
        await tx()("ticket_numbers").where({ portal_id: portal?.id }).pluck("last_number"),
      ).to.deep.equal([tickets.length]);
      for (const ticket of tickets) {
        const replies = (await tx()("replies").where({ ticket_id: ticket.id }).orderBy("id")) as Record<
          string,
          unknown
        >[];
        const last = replies[replies.length - 1];
        expect(ticket).to.include({ reply_count: replies.length, last_reply_by: last?.author_kind });
        expect(ticket.last_reply_at).to.deep.equal(last?.created_at);
        expect(ticket.is_open).to.equal(["resolved", "closed"].includes(String(ticket.status)) ? 0 : 1);
        expect(Number(ticket.updated_at)).to.be.at.most(now.getTime());
        expect(Number(ticket.created_at)).to.be.greaterThan(now.getTime() - 62 * 86_400_000);
      }
      expect(new Set(tickets.map(({ status }) => status))).to.have.length(5);
      expect(new Set(tickets.map(({ priority }) => priority))).to.have.length(4);
      expect(Math.max(...tickets.map(({ reply_count }) => Number(reply_count)))).to.be.at.least(10);
    });

    it("is no real data by itself, but sees real data and a portal that has its address", async () => {
      await tx()("portals").update({ slug: tx().raw("concat('x-', id)") });
      for (const table of ["solutions", "attachments"]) await tx()(table).delete();
      const others = await realData(tx());
      await loadDemo(tx(), options());
      expect(await realData(tx())).to.equal(others);
      await tx()("portals").where({ slug: "aurora" }).update({ description: "somebody's own" });
      await tx()("portals")
        .whereNot({ slug: "aurora" })
        .update({ slug: tx().raw("concat('y-', id)") });
      expect(await realData(tx())).to.be.a("string");
    });

    it("makes an administrator only where there is none", async () => {
      await tx()("agents").update({ is_administrator: 0 });
      const email = await ensureAdministrator(tx(), passwordHash, now);
      expect(email).to.equal(emailOf("Demo Administrator"));
      expect(await ensureAdministrator(tx(), passwordHash, now)).to.equal(email);
      expect(await count(tx(), "agents", { is_administrator: 1 })).to.equal(1);
      await tx()("logins").where({ email }).update({ email: "somebody@example.com" });
      expect(await ensureAdministrator(tx(), passwordHash, now)).to.equal(null);
    });
  });

  describe("shown", () => {
    let app: TestApp;
    before(async () => {
      app = await startApp();
    });
    after(async () => {
      // Other tests of this run begin without a demo, and without a default customer portal that is not theirs.
      const aside = testDb().raw("concat(slug, '-', id)");
      await testDb()("customer_portals")
        .whereIn("slug", ["northwind", "aurora"])
        .update({ slug: aside, default_marker: null });
      await testDb()("portals").whereIn("slug", ["northwind", "aurora"]).update({ slug: aside });
      await app.close();
    });

    it("lets the people it prints sign in, and shows each portal with its own look", async () => {
      const loaded = await loadDemo(testDb(), options());
      for (const portal of loaded) {
        const base = `/portal/${portal.slug}`;
        const home = await new Browser(app.url).visit(`${base}/`);
        expect(home.status).to.equal(200);
        expect(home.text)
          .to.include(portal.content.brand.name)
          .and.to.include(portal.content.brand.footerText.split(" · ")[0]);
        const logo = home.$("img[src^='/branding/']").attr("src") ?? "";
        expect((await fetch(app.url + logo)).headers.get("content-type")).to.equal("image/png");
        const people = peopleOf(portal);
        const contact = people.find(({ role }) => role.startsWith("contact"));
        const agent = people.find(({ role }) => role === "agent");
        const browser = new Browser(app.url);
        expect((await browser.signIn(contact?.email ?? "", base, password)).status).to.equal(303);
        expect((await browser.visit(`${base}/`)).text).to.include(contact?.email);
        const desk = new Browser(app.url);
        expect((await desk.signIn(agent?.email ?? "", "", password)).status).to.equal(303);
        const queue = await desk.visit(`/desk/${portal.slug}/requests`);
        expect(queue.text).to.include(agent?.email);
      }
    });
  });
});
