import { expect } from "chai";
import { draftOf, ownerOfBrowser } from "../drafts/index.ts";
import { Browser, startApp, type TestApp } from "../test/harness.ts";
import { submitterStage } from "./customer-fixtures.test.ts";

describe("what was typed into a new request", () => {
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.close());
  const stage = (given: { guestsMaySubmit?: boolean } = {}) => submitterStage(app, given);
  const tickets = (portalId: number) => app.db("tickets").where({ portal_id: portalId });
  const good = { subject: "The printer beeps", description: "Since this morning.\n\nTwice." };

  it("comes back from its draft, made safe, and leaves none when it was sent", async () => {
    const { browser, base, front, portal, contact } = await stage();
    await browser.post(`${front.base}/drafts/new-request`, {
      subject: "Half a thou",
      description: "<p>so far<img src=x onerror=alert(1)></p>",
      descriptionFormat: "html",
      priority: "low",
    });
    const { $ } = await browser.get(`${base}/new`);
    expect($("#field-subject").val()).to.equal("Half a thou");
    expect($("#field-description").text().trim()).to.equal("<p>so far</p>");
    expect($("select[name=priority] option[selected]").attr("value")).to.equal("low");
    await browser.post(base, good);
    expect(
      await draftOf({ db: app.db, portalId: portal.id }, `contact:${contact.id}`, "new-request"),
    ).to.equal(null);
  });

  for (const guestsMaySubmit of [true, false])
    it(`survives a session that ended in mid-typing, guests ${guestsMaySubmit ? "welcome" : "not"}`, async () => {
      const { browser, base, front, contact, portal } = await stage({ guestsMaySubmit });
      await browser.get(`${base}/new`);
      const upload = await browser.postFiles(`${front.base}/attachments`, {}, [
        { field: "file", name: "a.txt", data: "kept" },
      ]);
      const { id } = JSON.parse(upload.text) as { id: number };
      await browser.post(`${front.base}/logout`);
      const answer = await browser.post(base, { ...good, _contact: "1", attachmentIds: String(id) });
      expect(answer.status).to.equal(303);
      expect(answer.location).to.match(/\/login\?next=.*new.*&kept=1$/);
      expect(await tickets(portal.id)).to.have.length(0);
      await browser.signIn(contact.email, front.base);
      const { $ } = await browser.get(`${base}/new`);
      expect($("#field-subject").val()).to.equal(good.subject);
      expect($("#field-description").text().trim()).to.equal(good.description);
      expect($("input[name=attachmentIds]").val()).to.equal(String(id));
    });

  it("takes along what was uploaded before signing in", async () => {
    const { front, contact, base } = await stage();
    const browser = new Browser(app.url);
    await browser.get(`${base}/new`);
    const upload = await browser.postFiles(`${front.base}/attachments`, {}, [
      { field: "file", name: "a.txt", data: "kept" },
    ]);
    const { id } = JSON.parse(upload.text) as { id: number };
    await browser.post(`${front.base}/drafts/new-request`, {
      subject: "As a guest",
      attachmentIds: String(id),
    });
    expect(ownerOfBrowser(browser.cookie("holdfast.browser"))).to.match(/^browser:/);
    await browser.signIn(contact.email, front.base);
    const { $ } = await browser.get(`${base}/new`);
    expect($("#field-subject").val()).to.equal("As a guest");
    expect($("input[name=attachmentIds]").val()).to.equal(String(id));
    const sent = await browser.post(base, { ...good, attachmentIds: String(id) });
    expect((await browser.get(sent.location ?? "")).$(".message .attachment-name").text()).to.equal("a.txt");
  });
});
