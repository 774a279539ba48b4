import { expect } from "chai";
import type { Knex } from "knex";
import { AppError } from "../core/errors.ts";
import { indexText } from "../search/index.ts";
import { aContact, anAgent, aPortal, aTicket } from "../test/factories.ts";
import { asAgent, asContact, contextFor, rolledBack } from "../test/harness.ts";
import { queueQuery, type QueueQuery } from "./queue.schema.ts";
import { numberAsked, searchPage } from "./queue-search.service.ts";
import { queuePage } from "./queue.service.ts";

const asked = (given: Partial<QueueQuery> = {}): QueueQuery => ({
  ...queueQuery.parse({
    view: "open",
    q: "",
    status: [],
    priority: [],
    category: null,
    assignee: null,
    contact: null,
    sort: null,
    after: "",
    before: "",
  }),
  ...given,
});

describe("pages of the queue", () => {
  const tx = rolledBack();

  /** So many tickets whose times, priorities and due dates collide often: ties are what keyset paging gets wrong. */
  async function crowded(count: number) {
    const db = tx() as Knex;
    const portal = await aPortal(db);
    const agent = await anAgent(db, { roles: [{ portalId: portal.id, role: "agent" }] });
    const contact = await aContact(db, { portalId: portal.id, login: false });
    const base = Date.UTC(2026, 0, 1);
    const row = (index: number) => ({
      ...{
        portal_id: portal.id,
        number: index + 1,
        contact_id: contact.id,
        subject: `s${index}`,
        last_reply_by: "contact",
      },
      status: index % 7 === 0 ? "closed" : index % 3 === 0 ? "on_hold" : "open",
      is_open: index % 7 !== 0,
      priority: (index % 4) + 1,
      assignee_id: index % 5 === 0 ? agent.id : null,
      due_at: index % 6 === 0 ? null : new Date(base + (index % 11) * 1000),
      ...{
        created_at: new Date(base),
        last_reply_at: new Date(base),
        updated_at: new Date(base + (index % 13) * 1000),
      },
    });
    await db.batchInsert(
      "tickets",
      Array.from({ length: count }, (_, index) => row(index)),
      500,
    );
    await db("ticket_numbers").insert({ portal_id: portal.id, last_number: count });
    return { db, portal, agent, contact, ctx: contextFor(db, portal.id, asAgent(agent)) };
  }

  async function walk(ctx: Parameters<typeof queuePage>[0], query: Partial<QueueQuery>) {
    const forwards: number[][] = [];
    let page = await queuePage(ctx, asked(query));
    const first = page.rows.map(({ number }) => number);
    forwards.push(first);
    while (page.next && forwards.length < 100) {
      page = await queuePage(ctx, asked({ ...query, after: page.next }));
      forwards.push(page.rows.map(({ number }) => number));
    }
    const backwards = [forwards.at(-1) ?? []];
    while (page.previous && backwards.length < 100) {
      page = await queuePage(ctx, asked({ ...query, before: page.previous }));
      backwards.unshift(page.rows.map(({ number }) => number));
    }
    return { forwards, backwards };
  }

  it("come without gaps or repeats in every order, forwards and backwards", async () => {
    const { ctx, db, portal } = await crowded(330);
    for (const view of ["open", "all", "unassigned", "overdue"] as const)
      for (const sort of ["updated", "number", "priority", "due"] as const)
        for (const way of ["asc", "desc"] as const) {
          const what = `${view} ${sort} ${way}`;
          const { forwards, backwards } = await walk(ctx, { view, sort: `${sort}-${way}` });
          const all = forwards.flat();
          const query = db("tickets").where({ portal_id: portal.id });
          if (view !== "all") query.where({ is_open: true });
          if (view === "unassigned") query.whereNull("assignee_id");
          if (view === "overdue") query.where("due_at", "<", ctx.now);
          const expected = (await query.pluck("number")) as number[];
          expect(new Set(all).size, what).to.equal(all.length);
          expect(
            [...all].sort((a, b) => a - b),
            what,
          ).to.deep.equal(expected.sort((a, b) => a - b));
          expect(backwards, what).to.deep.equal(forwards);
        }
  }).timeout(60_000);

  it("keep their order by several values at once", async () => {
    const { ctx } = await crowded(200);
    const { forwards } = await walk(ctx, { sort: "priority-desc" });
    const page = await queuePage(ctx, asked({ sort: "priority-desc" }));
    const keys = page.rows.map(
      ({ priority, updatedAt, id }) =>
        [["low", "medium", "high", "urgent"].indexOf(priority), updatedAt.getTime(), id] as const,
    );
    const sorted = [...keys].sort((a, b) => b[0] - a[0] || b[1] - a[1] || b[2] - a[2]);
    expect(keys).to.deep.equal(sorted);
    expect(forwards.flat().length).to.equal(171);
  });

  it("neither skip nor repeat requests that stay while others change", async () => {
    const { ctx, db, portal, contact } = await crowded(200);
    const first = await queuePage(ctx, asked());
    // One of the next page moves to the top, one of the first page is closed, a new one arrives.
    const second = await queuePage(ctx, asked({ after: first.next ?? "" }));
    const moved = second.rows[10]?.id ?? 0;
    await db("tickets").where({ id: moved }).update({ updated_at: new Date() });
    await db("tickets")
      .where({ id: first.rows[3]?.id ?? 0 })
      .update({ status: "closed", is_open: false });
    await aTicket(db, { portalId: portal.id, contactId: contact.id });
    const again = await queuePage(ctx, asked({ after: first.next ?? "" }));
    expect(again.rows.map(({ id }) => id).slice(0, 49)).to.deep.equal(
      second.rows.map(({ id }) => id).filter((id) => id !== moved),
    );
    const back = await queuePage(ctx, asked({ before: again.previous ?? "" }));
    expect(back.rows.map(({ id }) => id)).not.to.include(first.rows[3]?.id);
  });

  it("end where they have looked at enough, and go on from there", async () => {
    const { ctx, db, portal } = await crowded(6000);
    await db("tickets")
      .where({ portal_id: portal.id })
      .update({ status: "open", is_open: true, priority: 1, assignee_id: null });
    const oldest = (await db("tickets")
      .where({ portal_id: portal.id })
      .orderBy([{ column: "updated_at" }, { column: "id" }])
      .first("id")) as { id: number };
    await db("tickets").where({ id: oldest.id }).update({ priority: 4 });
    const query = { view: "unassigned", priority: ["urgent"] } as const;
    const page = await queuePage(ctx, asked({ ...query, priority: ["urgent"] }));
    expect(page.rows).to.deep.equal([]);
    expect(page.unfinished).to.equal(true);
    const next = await queuePage(ctx, asked({ ...query, priority: ["urgent"], after: page.next ?? "" }));
    expect(next.rows.map(({ id }) => id)).to.deep.equal([oldest.id]);
    expect(next.next).to.equal(null);
  }).timeout(30_000);

  it("are for agents who may see requests", async () => {
    const { db, portal, contact } = await crowded(1);
    const ctx = contextFor(db, portal.id, asContact({ ...contact, loginId: 1 }));
    const error = await queuePage(ctx, asked()).catch((each: unknown) => each);
    expect(error).to.be.instanceOf(AppError).and.to.include({ status: 403 });
  });

  it("are searched by every word of subject, replies and notes, the newest first, in this portal only", async () => {
    const { ctx, db, portal } = await crowded(0);
    const other = await crowded(0);
    const contact = await aContact(db, { portalId: portal.id, login: false });
    const ids: number[] = [];
    for (let index = 0; index < 120; index++)
      ids.push((await aTicket(db, { portalId: portal.id, contactId: contact.id })).id);
    for (const id of ids) await indexText(ctx, "ticket", id, "printer on fire");
    await indexText(ctx, "ticket-notes", ids[7] ?? 0, "lightning");
    expect((await searchPage(ctx, asked({ q: "lightning printer" }))).rows.map(({ id }) => id)).to.deep.equal(
      [ids[7]],
    );
    expect((await searchPage(ctx, asked({ q: "lightning scanner" }))).rows).to.deep.equal([]);
    expect((await searchPage(other.ctx, asked({ q: "printer" }))).rows).to.deep.equal([]);
    const first = await searchPage(ctx, asked({ q: "printer" }));
    const second = await searchPage(ctx, asked({ q: "printer", after: first.next ?? "" }));
    const third = await searchPage(ctx, asked({ q: "printer", after: second.next ?? "" }));
    expect([...first.rows, ...second.rows, ...third.rows].map(({ id }) => id)).to.deep.equal(
      ids.toReversed(),
    );
    expect([first.previous, second.previous, third.next]).to.deep.equal([null, "", null]);
    expect((await searchPage(ctx, asked({ q: "printer", after: third.previous ?? "" }))).rows).to.deep.equal(
      second.rows,
    );
  });

  it("lead straight to a request by its number", async () => {
    const { ctx } = await crowded(3);
    expect(await numberAsked(ctx, "#2")).to.equal(2);
    expect(await numberAsked(ctx, "3")).to.equal(3);
    expect(await numberAsked(ctx, "4")).to.equal(null);
    expect(await numberAsked(ctx, "2 printers")).to.equal(null);
  });
});
