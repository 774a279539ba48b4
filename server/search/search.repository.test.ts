import { expect } from "chai";
import type { Knex } from "knex";
import type { Scope } from "../core/context.ts";
import { transaction } from "../core/db.ts";
import { aPortal } from "../test/factories.ts";
import { contextFor, rolledBack, testDb } from "../test/harness.ts";
import { alsoMatching, documentsMatching, meaningOf } from "./matching.repository.ts";
import { indexText, type Kind, removeDocument, replaceText } from "./search.repository.ts";

describe("search", () => {
  const tx = rolledBack();
  const scope = async () => ({ db: tx() as Knex, portalId: (await aPortal(tx())).id });
  type AScope = Scope;
  async function find(
    at: AScope,
    query: string,
    kinds: Kind[] = ["ticket"],
    page: { before?: number; limit?: number } = {},
  ): Promise<number[]> {
    const match = await meaningOf(at, query);
    return match ? documentsMatching(at, kinds, match, { limit: 50, ...page }) : [];
  }

  it("finds documents that have every word, newest first", async () => {
    const at = await scope();
    await indexText(at, "ticket", 1, "The printer is offline");
    await indexText(at, "ticket", 2, "Printer jams");
    await indexText(at, "ticket", 3, "A new printer, offline again");
    expect(await find(at, "printer")).to.deep.equal([3, 2, 1]);
    expect(await find(at, "offline PRINTER")).to.deep.equal([3, 1]);
    expect(await find(at, "printer scanner")).to.deep.equal([]);
    expect(await find(at, "!!")).to.deep.equal([]);
    expect(await meaningOf(at, "scanner")).to.equal(null);
  });

  it("takes the last word as a beginning, the others as they are", async () => {
    const at = await scope();
    await indexText(at, "ticket", 1, "password reset");
    await indexText(at, "ticket", 2, "password reserved");
    expect(await find(at, "password res")).to.deep.equal([2, 1]);
    expect(await find(at, "passw reset")).to.deep.equal([]);
    expect(await find(at, "r")).to.deep.equal([]);
  });

  it("finds in languages without blanks, by any part of two letters or one", async () => {
    const at = await scope();
    await indexText(at, "ticket", 1, "東京都のプリンタ");
    for (const query of ["東京都", "京都", "プリンタ", "京", "タ"])
      expect(await find(at, query), query).to.deep.equal([1]);
    expect(await find(at, "都東")).to.deep.equal([]);
  });

  it("keeps what only agents may find apart", async () => {
    const at = await scope();
    await indexText(at, "ticket", 1, "login fails");
    await indexText(at, "ticket-notes", 1, "customer is angry about login");
    expect(await find(at, "angry")).to.deep.equal([]);
    expect(await find(at, "angry", ["ticket", "ticket-notes"])).to.deep.equal([1]);
    expect(await find(at, "fails angry", ["ticket", "ticket-notes"])).to.deep.equal([1]);
    expect(await find(at, "login", ["ticket", "ticket-notes"])).to.deep.equal([1]);
  });

  it("does not see another portal's documents or words", async () => {
    const [mine, theirs] = [await scope(), await scope()];
    await indexText(theirs, "ticket", 1, "secret");
    expect(await meaningOf(mine, "secret")).to.equal(null);
    const match = await meaningOf(theirs, "secret");
    expect(match?.portalId).to.equal(theirs.portalId);
  });

  it("may index twice and adds what a document grows by", async () => {
    const at = await scope();
    await indexText(at, "ticket", 1, "one two");
    await indexText(at, "ticket", 1, "one two");
    await indexText(at, "ticket", 1, "three");
    expect(await find(at, "one three")).to.deep.equal([1]);
    expect(await tx()("search_terms").where({ portal_id: at.portalId })).to.have.length(3);
  });

  it("replaces a text and forgets a document", async () => {
    const at = await scope();
    await replaceText(at, "solution", 5, "reset your password");
    await replaceText(at, "solution", 5, "reset your phone");
    expect(await find(at, "password", ["solution"])).to.deep.equal([]);
    expect(await find(at, "reset phone", ["solution"])).to.deep.equal([5]);
    await removeDocument(at, "solution", 5);
    expect(await find(at, "reset", ["solution"])).to.deep.equal([]);
    expect(await tx()("search_postings").where({ portal_id: at.portalId })).to.have.length(0);
  });

  it("narrows another query", async () => {
    const at = await scope();
    await indexText(at, "ticket", 1, "printer offline");
    await indexText(at, "ticket", 2, "printer");
    const match = await meaningOf(at, "printer off");
    const query = at.db
      .select("id")
      .from(at.db.raw("(SELECT 1 AS id UNION SELECT 2 UNION SELECT 3) AS mine"));
    if (match) alsoMatching(query, match, ["ticket", "ticket-notes"], "mine.id");
    expect(await query).to.deep.equal([{ id: 1 }]);
  });

  it("takes the same new words from several workers at once", async () => {
    const portal = await aPortal(testDb());
    const at = contextFor(testDb(), portal.id, { kind: "system" });
    const text = Array.from({ length: 100 }, (_, word) => `new${word}`).join(" ");
    await Promise.all(
      [1, 2, 3, 4, 5, 6].map((id) => transaction(at, (tx) => indexText(tx, "ticket", id, text))),
    );
    expect(await find(at, "new7 new99")).to.deep.equal([6, 5, 4, 3, 2, 1]);
  });
});
