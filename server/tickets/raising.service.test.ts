import { expect } from "chai";
import { onlyOnce } from "../core/once.ts";
import { aContact, aPortal } from "../test/factories.ts";
import { asContact, contextFor, testDb } from "../test/harness.ts";
import { raiseRequest } from "./raising.service.ts";

describe("raising a request", () => {
  it("gives dense numbers to many people at once, and loses none of them", async () => {
    const db = testDb();
    const portal = await aPortal(db);
    const contact = asContact(await aContact(db, { portalId: portal.id }));
    const request = {
      ...{ subject: "At once", bodyHtml: "<p>now</p>", categoryId: null, priority: "medium" as const },
      ...{ attachmentIds: [], owner: `contact:${contact.id}` },
    } as const;
    const raise = (key: number) =>
      onlyOnce(contextFor(db, portal.id, contact), String(key), async (tx) =>
        String((await raiseRequest(tx, contact, request)).number),
      );
    const numbers: number[] = [];
    for (let round = 0; round < 4; round++)
      numbers.push(
        ...(await Promise.all(Array.from({ length: 10 }, (_, at) => raise(round * 10 + at)))).map(Number),
      );
    expect(numbers.sort((a, b) => a - b)).to.deep.equal(Array.from({ length: 40 }, (_, at) => at + 1));
  });

  it("gives the number back when the request is refused", async () => {
    const db = testDb();
    const portal = await aPortal(db);
    const contact = asContact(await aContact(db, { portalId: portal.id }));
    const ctx = contextFor(db, portal.id, contact);
    const request = {
      subject: "x",
      bodyHtml: "<p>x</p>",
      priority: "low",
      attachmentIds: [],
      owner: "",
    } as const;
    const error: unknown = await raiseRequest(ctx, contact, { ...request, categoryId: 999_999 }).catch(
      (e: unknown) => e,
    );
    expect(error).to.include({ status: 422 });
    expect((await raiseRequest(ctx, contact, { ...request, categoryId: null })).number).to.equal(1);
  });
});
