import { expect } from "chai";
import type { Knex } from "knex";
import { aContact, anAccount, aPortal } from "../test/factories.ts";
import { asContact, contextFor, rolledBack } from "../test/harness.ts";
import { customerListQuery, type CustomerListQuery } from "./customer-list.schema.ts";
import { customerPage } from "./customer-list.service.ts";

const asked = (given: Partial<CustomerListQuery> = {}): CustomerListQuery => ({
  ...customerListQuery.parse({}),
  ...given,
});

describe("pages of a contact's requests", () => {
  const tx = rolledBack();

  /** One account with so many requests; nearly all are closed, the open ones are old, a half of them are one contact's. */
  async function crowded(count: number) {
    const db = tx() as Knex;
    const portal = await aPortal(db);
    const account = await anAccount(db, { portalId: portal.id });
    const people = { portalId: portal.id, accountId: account.id, login: false };
    const [contact, colleague] = [await aContact(db, people), await aContact(db, people)];
    const start = Date.UTC(2026, 0, 1);
    const rows = Array.from({ length: count }, (_, index) => ({
      ...{ portal_id: portal.id, number: index + 1, account_id: account.id, subject: `s${index}` },
      contact_id: index % 2 === 0 ? contact.id : colleague.id,
      status: index < 40 ? "open" : "closed",
      is_open: index < 40,
      ...{ last_reply_by: "contact", last_reply_at: new Date(start), created_at: new Date(start) },
      updated_at: new Date(start + Math.floor(index / 3) * 1000),
    }));
    await db.batchInsert("tickets", rows, 1000);
    return contextFor(db, portal.id, asContact(contact, true));
  }

  async function rowsRead(db: Knex): Promise<number> {
    const [rows] = (await db.raw("SHOW SESSION STATUS LIKE 'Handler_read%'")) as [{ Value: string }[]];
    return rows.reduce((sum, { Value }) => sum + Number(Value), 0);
  }

  const pages: [string, Partial<CustomerListQuery>][] = [
    ["one's own", {}],
    ["one's own, oldest first", { direction: "asc" }],
    ["one's own by number", { sort: "number" }],
    ["one's own open ones", { status: "open" }],
    ["one's own closed ones", { status: "closed" }],
    ["the account's", { whose: "account" }],
    ["the account's open ones", { whose: "account", status: "open" }],
    ["the account's open ones, oldest first", { whose: "account", status: "open", direction: "asc" }],
  ];

  it("cost the same among a thousand and among thirty thousand", async function () {
    this.timeout(60_000);
    const cost = async (count: number) => {
      const ctx = await crowded(count);
      const costs: Record<string, number> = {};
      for (const [what, query] of pages) {
        const before = await rowsRead(ctx.db);
        const { rows, next } = await customerPage(ctx, asked(query));
        costs[what] = (await rowsRead(ctx.db)) - before;
        expect(rows.length, what).to.equal(query.status === "open" && !query.whose ? 20 : 25);
        if (!next) continue;
        const again = await rowsRead(ctx.db);
        await customerPage(ctx, asked({ ...query, after: next }));
        costs[`${what}, next`] = (await rowsRead(ctx.db)) - again;
      }
      return costs;
    };
    const [few, many] = [await cost(1000), await cost(30_000)];
    for (const [what, rows] of Object.entries(many)) {
      expect(rows, what).to.be.below(250);
      expect(rows, what).to.be.at.most((few[what] ?? 0) * 1.3);
    }
  });

  it("are the contact's own for who does not see the account, whatever the address says", async () => {
    const ctx = await crowded(60);
    const own = { ...ctx, actor: { ...ctx.actor, seesAccount: false } as typeof ctx.actor };
    const page = await customerPage(own, asked({ whose: "account" }));
    expect(page.query.whose).to.equal("mine");
    expect(page.rows.every(({ number }) => number % 2 === 1)).to.equal(true);
  });

  it("are sorted by number only where an index has them so", async () => {
    const ctx = await crowded(60);
    expect((await customerPage(ctx, asked({ sort: "number", whose: "account" }))).query.sort).to.equal(
      "updated",
    );
    expect((await customerPage(ctx, asked({ sort: "number", status: "open" }))).query.sort).to.equal(
      "updated",
    );
    expect((await customerPage(ctx, asked({ sort: "number" }))).query.sort).to.equal("number");
  });
});
