import { expect } from "chai";
import type { Knex } from "knex";
import type { Context } from "../core/context.ts";
import { aContact, anAgent, aPortal } from "../test/factories.ts";
import { asAgent, contextFor, rolledBack } from "../test/harness.ts";
import { type QueueQuery, queueQuery } from "./queue.schema.ts";
import { countsOfViews } from "./queue-counts.repository.ts";
import { queuePage } from "./queue.service.ts";

const small = 2_000;
/** SCALE=200000 asks the same of more; it takes half a minute. */
const large = Number(process.env.SCALE ?? 40_000);

const asked = (given: Partial<QueueQuery>): QueueQuery => ({
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

/** The pages an agent opens; each with what it does not sort or filter by left out. */
const pages: readonly Partial<QueueQuery>[] = [
  ...(["open", "mine", "unassigned", "overdue", "all"] as const).map((view) => ({ view })),
  { sort: "number-desc" },
  { sort: "priority-desc" },
  { sort: "due-asc" },
  { view: "all", sort: "number-asc" },
  { view: "all", sort: "priority-asc" },
  { view: "all", sort: "due-desc" },
  { status: ["on_hold", "in_progress"] },
  { view: "all", status: ["closed", "resolved", "open"] },
  { priority: ["high", "urgent"] },
  { view: "all", priority: ["low"] },
  { assignee: 0 },
];

describe("the queue at scale", function () {
  this.timeout(180_000);
  const tx = rolledBack();

  async function aPortalOf(count: number): Promise<Context> {
    const db = tx() as Knex;
    const portal = await aPortal(db);
    const agent = await anAgent(db, { roles: [{ portalId: portal.id, role: "agent" }] });
    const contact = await aContact(db, { portalId: portal.id, login: false });
    const columns =
      "portal_id, number, contact_id, assignee_id, subject, status, is_open, priority, last_reply_by, last_reply_at, due_at, created_at, updated_at";
    // A tenth is open, as in a portal that has been at work for a while: 1,000,000 requests have 100,000 open ones.
    const values = (
      number: string,
    ) => `${portal.id}, ${number}, ${contact.id}, IF(${number} % 3 = 0, ${agent.id}, NULL), 'Printer', 
      ELT(1 + LEAST(${number} % 40, 4), 'open', 'in_progress', 'on_hold', 'open', 'closed'), ${number} % 40 < 4, 1 + ${number} % 4, 'contact', NOW(3),
      IF(${number} % 9 = 0, NULL, NOW(3) - INTERVAL 500 MINUTE + INTERVAL (${number} % 1000) MINUTE), NOW(3), NOW(3) - INTERVAL ${number} % 5000 MINUTE`;
    await db.raw(
      `INSERT INTO tickets (${columns}) SELECT ${values("n.number")} FROM (${Array.from({ length: 1000 }, (_, index) => `SELECT ${index + 1} AS number`).join(" UNION ALL ")}) AS n`,
    );
    for (let have = 1000; have < count; have *= 2)
      await db.raw(
        `INSERT INTO tickets (${columns}) SELECT ${values(`(number + ${have})`)} FROM tickets WHERE portal_id = ${portal.id} AND number <= ${Math.min(have, count - have)}`,
      );
    return contextFor(db, portal.id, asAgent(agent));
  }

  /** Rows and index entries that the server touched, and the milliseconds it took. */
  async function cost(
    ctx: Context,
    work: () => Promise<unknown>,
    runs = 9,
  ): Promise<{ rows: number; ms: number }> {
    const status = async () => {
      const [rows] = (await ctx.db.raw("SHOW SESSION STATUS LIKE 'Handler_read%'")) as [{ Value: string }[]];
      return rows.reduce((sum, { Value }) => sum + Number(Value), 0);
    };
    const before = await status();
    const overhead = (await status()) - before;
    await work();
    const rows = (await status()) - before - 2 * overhead;
    const times: number[] = [];
    for (let run = 0; run < runs - 1; run++) {
      const start = performance.now();
      await work();
      times.push(performance.now() - start);
    }
    return { rows, ms: times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0 };
  }

  it("touches as many rows of many requests as of few, on every page and on the next one", async () => {
    const portals = [await aPortalOf(small), await aPortalOf(large)] as const;
    const lines: string[] = [];
    for (const page of pages) {
      const costs: { rows: number; ms: number }[] = [];
      for (const ctx of portals) {
        const first = await queuePage(ctx, asked(page));
        costs.push(await cost(ctx, () => queuePage(ctx, asked(page))));
        const after = first.next ? (await queuePage(ctx, asked({ ...page, after: first.next }))).next : null;
        const next = asked({ ...page, after: after ?? first.next ?? "" });
        costs.push(await cost(ctx, () => queuePage(ctx, next)));
      }
      const [firstSmall, nextSmall, firstLarge, nextLarge] = costs.map(({ rows }) => rows) as [
        number,
        number,
        number,
        number,
      ];
      lines.push(
        `${JSON.stringify(page)} rows ${costs.map(({ rows }) => rows).join(" ")} ms ${costs.map(({ ms }) => ms.toFixed(1)).join(" ")}`,
      );
      expect(firstLarge, lines.at(-1)).to.be.at.most(Math.max(firstSmall * 1.3, 700));
      expect(nextLarge, lines.at(-1)).to.be.at.most(Math.max(nextSmall * 1.3, 700));
    }
    // Five counts of at most a thousand entries each, whatever there is; a little later those over a thousand are believed.
    const first = await cost(portals[1], () => countsOfViews(portals[1], 1, new Date()), 1);
    const again = await cost(portals[1], () => countsOfViews(portals[1], 1, new Date()));
    expect(first.rows).to.be.below(5 * 1001 + 100);
    expect(again.rows).to.be.below(100);
    lines.push(`counts rows ${first.rows} ${again.rows} ms ${first.ms.toFixed(1)} ${again.ms.toFixed(1)}`);
    if (process.env.SHOW_COSTS) process.stdout.write(`${lines.join("\n")}\n`);
  });
});
