import { expect } from "chai";
import type { Knex } from "knex";
import { aPortal } from "../test/factories.ts";
import { rolledBack } from "../test/harness.ts";
import { documentsMatching } from "./matching.repository.ts";

describe("search in many documents", () => {
  const tx = rolledBack();
  const scope = async () => ({ db: tx() as Knex, portalId: (await aPortal(tx())).id });

  it("pages without gaps or repeats, with several words and kinds too", async () => {
    const at = await scope();
    const [common, rare] = await termIds(at, ["common", "rare"]);
    await load(
      at,
      1,
      common,
      Array.from({ length: 600 }, (_, index) => index + 1),
    );
    await load(
      at,
      2,
      rare,
      Array.from({ length: 200 }, (_, index) => index * 3 + 1),
    );
    const match = { portalId: at.portalId, words: [[common], [rare]] };
    const all: number[] = [];
    for (let before: number | undefined; ; before = all.at(-1)) {
      const page = await documentsMatching(at, ["ticket", "ticket-notes"], match, {
        ...(before === undefined ? {} : { before }),
        limit: 7,
      });
      if (page.length === 0) break;
      all.push(...page);
    }
    expect(all).to.deep.equal(Array.from({ length: 200 }, (_, index) => (199 - index) * 3 + 1));
  });

  it("stays quick for common, rare and never-meeting words among 200,000 postings", async function () {
    this.timeout(60_000);
    const at = await scope();
    const [common, half, rare, even, odd] = await termIds(at, ["common", "half", "rare", "even", "odd"]);
    const every = (step: number, offset = 0) =>
      Array.from({ length: Math.floor(100_000 / step) }, (_, index) => index * step + offset + 1);
    await load(at, 1, common, every(1));
    await load(at, 1, half, every(2));
    await load(at, 1, even, every(4, 0));
    await load(at, 1, odd, every(4, 1));
    await load(at, 1, rare, [10, 500, 30_001]);
    await tx().raw("ANALYZE TABLE search_postings");
    const words = (...ids: number[]) => ({ portalId: at.portalId, words: ids.map((id) => [id]) });
    const read = async (match: { portalId: number; words: number[][] }, page: { before?: number } = {}) => {
      const before = await rowsRead(tx());
      const ids = await documentsMatching(at, ["ticket"], match, { limit: 50, ...page });
      return { ids, rows: (await rowsRead(tx())) - before };
    };
    // Rows that the engine touched, not milliseconds: the same on every machine.
    const alone = await read(words(common));
    expect(alone.ids[0]).to.equal(100_000);
    expect(alone.rows).to.be.below(300);
    expect((await read(words(common), { before: 1000 })).rows).to.be.below(300);
    const withRare = await read(words(common, rare, half));
    expect(withRare.ids).to.deep.equal([30_001]);
    expect(withRare.rows).to.be.below(5000);
    const both = await read(words(common, half));
    expect(both.ids).to.have.length(50);
    expect(both.rows).to.be.below(5000);
    const started = performance.now();
    expect((await read(words(even, odd))).ids).to.deep.equal([]);
    expect(performance.now() - started).to.be.below(5000);
  });
});

async function termIds(
  scope: { db: Knex; portalId: number },
  terms: string[],
): Promise<[number, number, number, number, number]> {
  const ids: number[] = [];
  for (const term of terms)
    ids.push(((await scope.db("search_terms").insert({ portal_id: scope.portalId, term })) as [number])[0]);
  return ids as [number, number, number, number, number];
}

async function load(
  { db, portalId }: { db: Knex; portalId: number },
  kind: number,
  term: number,
  ids: number[],
): Promise<void> {
  for (let at = 0; at < ids.length; at += 10_000)
    await db.raw(
      `INSERT INTO search_postings VALUES ${ids
        .slice(at, at + 10_000)
        .map((id) => `(${portalId},${kind},${term},${id})`)
        .join(",")}`,
    );
}

async function rowsRead(db: Knex): Promise<number> {
  const [rows] = (await db.raw("SHOW SESSION STATUS LIKE 'Handler_read%'")) as [{ Value: string }[]];
  return rows.reduce((sum, { Value }) => sum + Number(Value), 0);
}
