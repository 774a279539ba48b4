import { expect } from "chai";
import { runJob } from "../core/jobs.ts";
import { aContact, aFront, aPortal } from "../test/factories.ts";
import { Browser, rolledBack, startApp, type TestApp, testDb } from "../test/harness.ts";
import { sweepDrafts } from "./drafts.jobs.ts";
import { adoptDrafts, draftOf, dropDraft, saveDraft } from "./index.ts";

describe("drafts", () => {
  let app: TestApp;
  let front: { base: string; portalId: number };
  before(async () => {
    app = await startApp();
    front = await aFront(app.db, { portalId: (await aPortal(app.db)).id });
  });
  after(() => app.close());
  const scope = () => ({ db: testDb(), portalId: front.portalId });

  it("keep what a contact types, and forget it when the form is emptied", async () => {
    const contact = await aContact(testDb(), { portalId: front.portalId });
    const browser = new Browser(app.url);
    await browser.signIn(contact.email, front.base);
    const url = `${front.base}/drafts/reply-12`;
    expect((await browser.post(url, { body: "Hello", bodyFormat: "html" })).status).to.equal(204);
    expect(await draftOf(scope(), `contact:${contact.id}`, "reply-12")).to.eql({
      body: "Hello",
      bodyFormat: "html",
    });
    await browser.post(url, { body: " ", bodyFormat: "html" });
    expect(await draftOf(scope(), `contact:${contact.id}`, "reply-12")).to.equal(null);
  });

  const bad: [string, string, Record<string, string>, number][] = [
    ["a form that no page has", "something-else", { body: "x" }, 404],
    ["a text beyond the limit", "new-request", { body: "x".repeat(210_000) }, 422],
  ];
  for (const [what, key, fields, status] of bad)
    it(`refuse ${what}`, async () => {
      const answer = await new Browser(app.url).post(`${front.base}/drafts/${key}`, fields, {
        accept: "application/json",
      });
      expect(answer.status).to.equal(status);
    });
});

describe("drafts of two owners", () => {
  const tx = rolledBack();

  it("stay in their portal; the newer of two for the same form survives", async () => {
    const [one, other] = [await aPortal(tx()), await aPortal(tx())];
    const here = { db: tx(), portalId: one.id };
    await saveDraft(here, "contact:1", "new-request", { subject: "old" }, new Date(1000));
    await saveDraft(here, "browser:x", "new-request", { subject: "new" }, new Date(2000));
    await saveDraft(here, "contact:1", "reply-1", { body: "newer" }, new Date(3000));
    await saveDraft(here, "browser:x", "reply-1", { body: "older" }, new Date(2000));
    await saveDraft({ db: tx(), portalId: other.id }, "browser:x", "reply-2", { body: "elsewhere" });
    await adoptDrafts(here, "browser:x", "contact:1");
    expect(await draftOf(here, "contact:1", "new-request")).to.eql({ subject: "new" });
    expect(await draftOf(here, "contact:1", "reply-1")).to.eql({ body: "newer" });
    expect(await draftOf(here, "browser:x", "reply-1")).to.equal(null);
    expect(await draftOf(here, "contact:1", "reply-2")).to.equal(null);
    await dropDraft(here, "contact:1", "new-request");
    expect(await draftOf(here, "contact:1", "new-request")).to.equal(null);
  });

  it("are swept after thirty days", async () => {
    const here = { db: tx(), portalId: (await aPortal(tx())).id };
    await saveDraft(here, "contact:1", "reply-1", { body: "x" }, new Date(Date.now() - 31 * 86_400_000));
    await saveDraft(here, "contact:1", "reply-2", { body: "x" }, new Date(Date.now() - 29 * 86_400_000));
    expect(await runJob(tx(), sweepDrafts)).to.match(/^deleted \d+ drafts/);
    expect([await draftOf(here, "contact:1", "reply-1"), await draftOf(here, "contact:1", "reply-2")]).to.eql(
      [null, { body: "x" }],
    );
  });
});
