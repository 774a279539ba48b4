import { expect } from "chai";
import { anAgent, aPortal } from "../test/factories.ts";
import { deliverAll, startApp, type TestApp, testDb } from "../test/harness.ts";
import { aDesk, type Desk, textsOf } from "../test/desk.ts";

describe("a request at the desk", () => {
  let app: TestApp;
  let desk: Desk;
  before(async () => {
    app = await startApp();
  });
  beforeEach(async () => {
    desk = await aDesk(app.url);
  });
  after(() => app.close());

  it("is not found from another portal and forbidden to contacts", async () => {
    const { number } = await desk.ticket();
    const elsewhere = await aPortal(testDb());
    const other = await anAgent(testDb(), { roles: [{ portalId: elsewhere.id, role: "coordinator" }] });
    const browser = await desk.signedIn(other.email);
    const form = { body: "x", bodyFormat: "text", status: "closed", state: "writing" };
    expect((await browser.get(`${desk.url}/${number}`)).status).to.equal(404);
    expect((await browser.get(`/desk/${elsewhere.slug}/requests/${number + 1000}`)).status).to.equal(404);
    expect((await browser.get(`/desk/${elsewhere.slug}/requests/${number}`)).status).to.equal(404);
    expect((await browser.get(`${desk.url}/${number}/live`)).status).to.equal(404);
    for (const noun of ["replies", "notes", "changes", "presence"]) {
      expect((await browser.post(`${desk.url}/${number}/${noun}`, form)).status, noun).to.equal(404);
      expect(
        (await browser.post(`/desk/${elsewhere.slug}/requests/${number}/${noun}`, form)).status,
        noun,
      ).to.equal(404);
    }
    const contact = await desk.signedIn(desk.contact.email, desk.front.base);
    expect((await contact.get(`${desk.url}/${number}`)).status).to.equal(403);
    expect((await contact.post(`${desk.url}/${number}/replies`, form)).status).to.equal(403);
  });

  it("keeps its notes, their files and the agents' presence from the contact", async () => {
    const { number } = await desk.ticket();
    const file = { field: "attachments", name: "secret.txt", data: "classified" };
    await desk.browser.postFiles(
      `${desk.url}/${number}/notes`,
      { body: "The contact is wrong", bodyFormat: "text" },
      [file],
    );
    await desk.browser.post(`${desk.url}/${number}/replies`, { body: "We look into it", bodyFormat: "text" });
    const attachment =
      (await desk.browser.get(`${desk.url}/${number}`)).$(".message-note .attachment").attr("href") ?? "";
    const contact = await desk.signedIn(desk.contact.email, desk.front.base);
    const theirs = await contact.get(`${desk.front.base}/requests/${number}`);
    expect(theirs.status).to.equal(200);
    expect(theirs.text)
      .to.include("We look into it")
      .and.not.to.include("The contact is wrong")
      .and.not.to.include("secret.txt");
    expect((await contact.get(attachment)).status).to.equal(403);
    const path = attachment.replace(desk.base, desk.front.base);
    expect((await contact.get(path)).status).to.equal(404);
  });

  it("is found by its words, and by those of its notes", async () => {
    const form = {
      email: desk.contact.email,
      subject: "Zebra crossing",
      body: "The quokka sleeps",
      bodyFormat: "text",
    };
    const { location } = await desk.browser.post(desk.url, form);
    await desk.browser.post(`${location}/notes`, { body: "It is a wallaby", bodyFormat: "text" });
    await deliverAll();
    for (const words of ["zebra", "quokka", "wallaby", "zebra wallaby"]) {
      const { $ } = await desk.browser.get(`${desk.url}?q=${encodeURIComponent(words)}`);
      expect(textsOf($, "tbody .cell-title a"), words).to.deep.equal(["Zebra crossing"]);
      expect($("h1").text()).to.equal(`Results for “${words}”`);
    }
    expect((await desk.browser.get(`${desk.url}?q=zebra+quagga`)).$(".empty h2").text()).to.include(
      "Nothing found",
    );
    expect((await desk.browser.get(`${desk.url}?q=%231`)).location).to.equal(`${desk.url}/1`);
  });
});
