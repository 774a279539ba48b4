import { expect } from "chai";
import type { Knex } from "knex";
import { audiencesOf } from "../core/audience.ts";
import { aPortal } from "../test/factories.ts";
import { rolledBack } from "../test/harness.ts";
import { aTopic } from "../test/publications.ts";
import { topSolutions } from "./solutions.repository.ts";
import { readableTopics } from "./topics.repository.ts";

describe("lists of solutions", () => {
  const tx = rolledBack();

  it("read the rows they show, not the library", async () => {
    const { id: portalId } = await aPortal(tx());
    const topics: number[] = [];
    for (let count = 0; count < 20; count++) topics.push((await aTopic(tx(), { portalId })).id);
    const row = (index: number) => ({
      portal_id: portalId,
      topic_id: topics[index % 20],
      title: `Solution ${index}`,
      body_html: "<p>x</p>",
      state: "published",
      audience: ["public", "contacts", "agents"][index % 3],
      views: (index * 7919) % 1000,
      author_id: 0,
      created_at: new Date(),
      updated_at: new Date(Date.now() - index * 1000),
    });
    await tx()("solutions").insert(Array.from({ length: 2000 }, (_, index) => row(index)));
    await tx().raw("ANALYZE TABLE solutions, topics");
    const scope = { db: tx() as Knex, portalId };
    const audiences = audiencesOf({
      kind: "contact",
      id: 1,
      loginId: 1,
      name: "",
      email: "",
      accountId: null,
      seesAccount: false,
    });

    let before = await rowsRead(tx());
    const popular = await topSolutions(scope, { audiences, topicIds: null }, "views", 5);
    expect(popular.map(({ views }) => views)).to.deep.equal(
      [...popular.map(({ views }) => views)].sort((a, b) => b - a),
    );
    expect(popular.every(({ audience }) => audience !== "agents")).to.equal(true);
    expect((await rowsRead(tx())) - before).to.be.below(150);

    before = await rowsRead(tx());
    expect(await readableTopics(scope, { audiences, topicIds: null })).to.have.length(20);
    expect((await rowsRead(tx())) - before).to.be.below(300);
    expect(await readableTopics(scope, { audiences: [], topicIds: null })).to.deep.equal([]);
  });
});

/** Rows that the engine touched in this session: the same on every machine, as milliseconds are not. */
async function rowsRead(db: Knex): Promise<number> {
  const [rows] = (await db.raw("SHOW SESSION STATUS LIKE 'Handler_read%'")) as [{ Value: string }[]];
  return rows.reduce((sum, { Value }) => sum + Number(Value), 0);
}
