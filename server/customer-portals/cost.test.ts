import { expect } from "chai";
import { portalsChanged } from "../portals/index.ts";
import { aFront, aPortal } from "../test/factories.ts";
import { Browser, startApp, type TestApp, testDb } from "../test/harness.ts";
import { anAnnouncement, aSolution, aTopic } from "../test/publications.ts";

interface Work {
  readonly queries: number;
  readonly rows: number;
}

describe("the home page of one among many customer portals", () => {
  let app: TestApp;
  before(async () => (app = await startApp()));
  after(() => app.close());

  async function status(): Promise<Work> {
    const [rows] = (await testDb().raw(
      "SHOW GLOBAL STATUS WHERE Variable_name REGEXP 'Com_select|Com_stmt_execute|Handler_read'",
    )) as [{ Variable_name: string; Value: string }[]];
    const sum = (pattern: RegExp) =>
      rows
        .filter((row) => pattern.test(row.Variable_name))
        .reduce((total, row) => total + Number(row.Value), 0);
    return { queries: sum(/^Com_/), rows: sum(/^Handler_read/) };
  }

  /** What the database does for one view, everything of it looked up anew; the least of a few: nothing else may count. */
  async function work(path: string): Promise<Work> {
    const guest = new Browser(app.url);
    const all: Work[] = [];
    for (let view = 0; view < 5; view++) {
      portalsChanged();
      const before = await status();
      expect((await guest.get(path)).status).to.equal(200);
      const after = await status();
      all.push({ queries: after.queries - before.queries, rows: after.rows - before.rows });
    }
    return {
      queries: Math.min(...all.map(({ queries }) => queries)),
      rows: Math.min(...all.map(({ rows }) => rows)),
    };
  }

  it("costs as many queries that read as many rows among 1,000 as alone", async () => {
    const portal = await aPortal(testDb());
    const front = await aFront(testDb(), { portalId: portal.id });
    const topic = await aTopic(testDb(), { portalId: portal.id });
    await aSolution(testDb(), { portalId: portal.id, topicId: topic.id });
    await anAnnouncement(testDb(), { portalId: portal.id });
    const alone = await work(front.base);
    const others = Array.from({ length: 1000 }, (_, index) => ({
      ...{
        portal_id: portal.id,
        slug: `a-many-${portal.slug}-${index}`.slice(0, 40),
        name: `Front ${index}`,
      },
      ...{ header_links: "[]", footer_links: "[]", created_at: new Date(), updated_at: new Date() },
    }));
    await testDb().batchInsert("customer_portals", others, 500);
    try {
      // The last of them: what looks through all finds it last.
      const last = await aFront(testDb(), { portalId: portal.id });
      const among = await work(last.base);
      expect(alone.queries).to.be.within(3, 20);
      expect(among).to.deep.equal(alone);
    } finally {
      await testDb()("customer_portals").where("slug", "like", `a-many-${portal.slug}-%`).delete();
    }
  });
});
