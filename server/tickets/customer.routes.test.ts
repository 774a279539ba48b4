import { expect } from "chai";
import { takeUpload } from "../attachments/index.ts";
import { aContact } from "../test/factories.ts";
import { Browser, startApp, type TestApp } from "../test/harness.ts";
import { changeTicket } from "./changes.service.ts";
import { contactStage } from "./customer-fixtures.test.ts";
import { addNote } from "./notes.service.ts";
import { replyToTicket } from "./replies.service.ts";

describe("a contact's request", () => {
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.close());
  const stage = (given: { seesAccount?: boolean } = {}) => contactStage(app, given);
  const replies = (portalId: number) => app.db("replies").where({ portal_id: portalId });

  it("shows the conversation with its history in plain words, and no note", async () => {
    const { browser, base, ticket, desk, agent, portal } = await stage();
    const { number } = await ticket({ subject: "Nothing <i>prints</i>", body: "<p>It beeps.</p>" });
    await changeTicket(desk(), number, { assigneeId: agent.id, priority: "high" });
    await replyToTicket(desk(), number, {
      bodyHtml: "<p>Is it on?</p>",
      attachmentIds: [],
      owner: "agent:1",
      status: "on_hold",
    });
    const secret = await takeUpload(
      { db: app.db, portalId: portal.id },
      "agent:1",
      {
        name: "secret.txt",
        stream: (async function* () {
          yield Buffer.from("secret file");
        })(),
      },
      new Date(),
    );
    await addNote(desk(), number, {
      bodyHtml: "<p>secret words</p>",
      attachmentIds: [secret],
      owner: "agent:1",
    });
    const page = await browser.get(`${base}/${number}`);
    const { $ } = page;
    expect($("h1").text()).to.equal(`Nothing <i>prints</i> #${number}`);
    expect($("title").text()).to.contain(`#${number}`);
    const lines = $("ol.conversation > li")
      .map((_, line) => $(line).text().replace(/\s+/g, " ").trim())
      .get();
    expect(lines[0]).to.contain("It beeps.");
    expect(lines.join("|")).to.contain("Mia took this request");
    expect(lines.join("|")).to.contain("Is it on?");
    expect(lines.join("|")).to.match(/Mia changed the status from Open to On Hold/);
    expect(lines).to.have.length(4);
    expect($(".facts").text())
      .to.match(/On Hold/)
      .and.match(/Mia/)
      .and.match(/High/);
    expect(page.text).not.to.contain("secret");
    expect((await browser.get(`${base}/${number}/attachments/${secret}/secret.txt`)).status).to.equal(404);
    expect($("ol.conversation").attr("aria-label")).to.equal("Conversation");
  });

  it("is not there for a colleague, another portal's contact, a guest or under another portal's address", async () => {
    const { base, ticket, portal, account, front } = await stage();
    const { number } = await ticket();
    const colleague = await aContact(app.db, { portalId: portal.id, accountId: account.id });
    const other = new Browser(app.url);
    await other.signIn(colleague.email, front.base);
    const paths = ["", "/live", "/attachments/1/x"];
    for (const path of paths)
      expect((await other.get(`${base}/${number}${path}`)).status, path).to.equal(404);
    for (const noun of ["replies", "closure", "reopening"])
      expect((await other.post(`${base}/${number}/${noun}`, { body: "hi" })).status, noun).to.equal(404);
    const elsewhere = await stage();
    expect((await elsewhere.browser.get(`${elsewhere.base}/${number + 1000}`)).status).to.equal(404);
    expect((await elsewhere.browser.get(`${base}/${number}`)).status).to.equal(403);
    const guest = await new Browser(app.url).get(`${base}/${number}`);
    expect([guest.status, guest.location]).to.deep.equal([
      303,
      `${front.base}/login?next=${encodeURIComponent(`${base}/${number}`)}`,
    ]);
    expect((await replies(portal.id)).length).to.equal(1);
  });

  it("closes, says that a reply reopens, and reopens", async () => {
    const { browser, base, ticket } = await stage();
    const { number } = await ticket();
    const act = (noun: string) => browser.post(`${base}/${number}/${noun}`);
    expect((await act("closure")).location).to.equal(`${base}/${number}`);
    let page = await browser.get(`${base}/${number}`);
    expect(page.$(".flash").text()).to.equal(`Request #${number} is closed. Thank you.`);
    expect(page.$(".facts .badge-status").text()).to.equal("Closed");
    expect(page.text).to.contain("If you reply, it is opened again");
    expect(page.$("form[action$='/closure']")).to.have.length(0);
    // A page that is older than the truth.
    expect((await act("closure")).status).to.equal(303);
    await act("reopening");
    expect((await act("reopening")).status).to.equal(303);
    page = await browser.get(`${base}/${number}`);
    expect(page.$(".facts .badge-status").text()).to.equal("Open");
    expect(page.$("form[action$='/reopening']")).to.have.length(0);
    await act("closure");
    await browser.post(`${base}/${number}/replies`, { body: "It is back" });
    page = await browser.get(`${base}/${number}`);
    expect(page.$(".facts .badge-status").text()).to.equal("Open");
    expect(page.$("ol.conversation").text()).to.match(/Ana changed the status from Closed to Open/);
  });

  it("shows the description and the newest of a long conversation, and the rest when asked", async () => {
    const { browser, base, ticket, portal } = await stage();
    const { number, id } = await ticket({
      body: "<p>the description</p>",
      at: new Date(Date.now() - 1_000_000),
    });
    const rows = Array.from({ length: 120 }, (_, index) => ({
      portal_id: portal.id,
      ticket_id: id,
      author_kind: "agent",
      author_id: 1,
      author_name: "Mia",
      body_html: `<p>reply ${index}.</p>`,
      created_at: new Date(Date.now() - 500_000 + index * 1000),
    }));
    await app.db("replies").insert(rows);
    let page = await browser.get(`${base}/${number}`);
    expect(page.$("li.message")).to.have.length(51);
    expect(page.$(".message-body").first().text()).to.equal("the description");
    expect(page.text).to.contain("reply 119.").and.not.to.contain("reply 69.");
    page = await browser.get(page.$('a:contains("Show earlier messages")').attr("href") ?? "");
    expect(page.$("li.message")).to.have.length(121);
    expect(page.$('a:contains("Show earlier messages")')).to.have.length(0);
  });

  it("has a live stream of its own", async () => {
    const { browser, base, ticket } = await stage();
    const { number } = await ticket();
    const page = await browser.get(`${base}/${number}`);
    expect(page.$("body").attr("data-live-url-value")).to.equal(`${base}/${number}/live`);
    expect(page.headers.get("cache-control")).to.equal("no-store");
  });
});
