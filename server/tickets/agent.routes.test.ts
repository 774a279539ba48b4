import { expect } from "chai";
import { aContact } from "../test/factories.ts";
import { startApp, type TestApp, testDb } from "../test/harness.ts";
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

  const page = (number: number, browser = desk.browser) => browser.get(`${desk.url}/${number}`);
  const conversation = async (number: number) => {
    const { $ } = await page(number);
    return $(".conversation > li")
      .toArray()
      .map((line) => $(line).find(".message-body").text() || $(line).find("span").first().text());
  };

  it("shows subject, number, conversation, contact and account, whatever signs they are made of", async () => {
    await testDb()("contacts").where({ id: desk.contact.id }).update({ name: "<i>Ana</i>" });
    const { number } = await desk.ticket({
      subject: "Printer <b>on</b> fire 🔥 שלום",
      body: "<p>It burns.</p>",
    });
    const { $, status, text } = await page(number);
    expect(status).to.equal(200);
    expect($("h1").text()).to.equal(`Printer <b>on</b> fire 🔥 שלום #${number}`);
    expect(text).not.to.include("<b>on</b>");
    expect(text).not.to.include("<i>Ana</i>");
    expect($(".conversation .message-body").text()).to.include("It burns.");
    expect($("dl.facts").text())
      .to.include(desk.contact.email)
      .and.to.include("Northwind")
      .and.to.include("<i>Ana</i>");
  });

  it("adds replies and notes, and says what was done to the request in words", async () => {
    const { number } = await desk.ticket();
    const url = `${desk.url}/${number}`;
    const sent = await desk.browser.post(`${url}/replies`, {
      body: "Try again\nplease",
      bodyFormat: "text",
      status: "on_hold",
    });
    expect(sent.status).to.equal(303);
    expect(sent.location).to.match(new RegExp(`${number}#message-\\d+$`));
    const note = { body: "<p>Old <script>x</script>device</p>", bodyFormat: "html" };
    expect((await desk.browser.post(`${url}/notes`, note)).status).to.equal(303);
    expect(await conversation(number)).to.deep.equal([
      "It does not work.",
      "Try againplease",
      `${desk.agent.name} changed the status from Open to On Hold`,
      "Old device",
    ]);
  });

  it("takes a reply or a note once, however often the form is posted", async () => {
    const { number, id } = await desk.ticket();
    for (const noun of ["replies", "notes"]) {
      const once = { body: "Once", bodyFormat: "text", _once: `k-${noun}` };
      const answers = await Promise.all(
        [1, 2, 3].map(() => desk.browser.post(`${desk.url}/${number}/${noun}`, once)),
      );
      expect(new Set(answers.map(({ location }) => location)).size).to.equal(1);
      expect(answers.map(({ status }) => status)).to.deep.equal([303, 303, 303]);
      const rows = await testDb()(noun).where({ ticket_id: id, body_html: "<p>Once</p>" });
      expect(rows).to.have.length(1);
    }
  });

  it("gives an empty reply back beside its field and a note beside its own", async () => {
    const { number } = await desk.ticket();
    const { status, $ } = await desk.browser.post(`${desk.url}/${number}/notes`, {
      body: "<p> </p>",
      bodyFormat: "html",
    });
    expect(status).to.equal(422);
    expect($("#note").attr("aria-describedby")).to.include("note-error");
    expect($("#note-error").text()).to.equal("Write something, or attach a file");
    expect($(".errors[role=alert] a").attr("href")).to.equal("#note");
    expect($("#reply").attr("aria-invalid")).to.equal(undefined);
  });

  it("shows a reply that somebody else wrote meanwhile before it sends mine", async () => {
    const { number } = await desk.ticket();
    const mia = await desk.colleague("agent", "Mia Keller");
    const seen = (await page(number)).$("input[name=seenReplyId]").val() as string;
    await mia.browser.post(`${desk.url}/${number}/replies`, {
      body: "Mia was quicker",
      bodyFormat: "text",
      seenReplyId: seen,
    });
    const mine = { body: "<p>My own answer</p>", bodyFormat: "html", status: "resolved" };
    const refused = await desk.browser.post(`${desk.url}/${number}/replies`, { ...mine, seenReplyId: seen });
    expect(refused.status).to.equal(422);
    expect(refused.$(".conversation").text()).to.include("Mia was quicker");
    expect(refused.$("[role=alert]").text()).to.include("Mia Keller");
    expect(refused.$("#reply").val()).to.include("My own answer");
    expect(refused.$("#reply-status option[selected]").val()).to.equal("resolved");
    const now = refused.$("input[name=seenReplyId]").val() as string;
    expect(
      (await desk.browser.post(`${desk.url}/${number}/replies`, { ...mine, seenReplyId: now })).status,
    ).to.equal(303);
    expect(await conversation(number)).to.include("My own answer");
  });

  it("keeps what was typed as a draft and forgets it when it is sent", async () => {
    const { number } = await desk.ticket();
    const upload = { field: "file", name: "log.txt", data: "line one" };
    const uploaded = await desk.browser.postFiles(`${desk.base}/attachments`, {}, [upload], {
      accept: "application/json",
    });
    const { id } = JSON.parse(uploaded.text) as { id: number };
    const half = { body: "half a sent", bodyFormat: "text", status: "resolved", attachmentIds: String(id) };
    await desk.browser.post(`${desk.base}/drafts/reply-${number}`, half);
    const { $ } = await page(number);
    expect($("#reply").val()).to.include("half a sent");
    expect($("#reply-status option[selected]").val()).to.equal("resolved");
    expect($(`form[id^=reply-form] input[name=attachmentIds]`).val()).to.equal(String(id));
    expect((await page(number)).$("#note").val()).not.to.include("half");
    await desk.browser.post(`${desk.url}/${number}/replies`, { body: "half a sentence", bodyFormat: "text" });
    expect((await page(number)).$("#reply").val()).not.to.include("half");
  });

  it("sends files with replies and notes, and lets agents download them", async () => {
    const { number } = await desk.ticket();
    const file = { field: "attachments", name: "log.txt", data: "line one" };
    const sent = await desk.browser.postFiles(
      `${desk.url}/${number}/notes`,
      { body: "see", bodyFormat: "text" },
      [file],
    );
    expect(sent.status).to.equal(303);
    const { $ } = await page(number);
    const href = $(".message-note .attachment").attr("href") ?? "";
    expect(href).to.include(`${desk.url}/${number}/attachments/`);
    const got = await desk.browser.get(href);
    expect(got.text).to.equal("line one");
    expect(got.headers.get("content-disposition")).to.include("attachment");
  });

  it("shows the newest fifty of a long conversation, and the rest on demand", async () => {
    const { number, id } = await desk.ticket({
      body: "<p>the very first</p>",
      at: new Date("2026-01-01T00:00:00Z"),
    });
    const reply = (minute: number) => ({
      ...{
        portal_id: desk.portal.id,
        ticket_id: id,
        author_kind: "contact",
        author_id: desk.contact.id,
        author_name: "C",
      },
      body_html: `<p>answer ${minute}</p>`,
      created_at: new Date(Date.UTC(2026, 0, 1, 0, minute)),
    });
    await testDb()("replies").insert(Array.from({ length: 70 }, (_, index) => reply(index + 1)));
    const first = await page(number);
    expect(textsOf(first.$, ".message-body")).to.have.length(50);
    expect(textsOf(first.$, ".message-body").at(-1)).to.equal("answer 70");
    const more = await desk.browser.get(first.$("a:contains('Show earlier')").attr("href") ?? "");
    expect(textsOf(more.$, ".message-body")).to.have.length(71);
    expect(more.$("a:contains('Show earlier')")).to.have.length(0);
  });

  it("lists the contact's and the account's other requests, and nobody else's", async () => {
    const { number } = await desk.ticket({ subject: "this one" });
    await desk.ticket({ subject: "of the contact" });
    const boss = await aContact(testDb(), { portalId: desk.portal.id, accountId: desk.account.id });
    await desk.ticket({ subject: "of the account", contactId: boss.id });
    const stranger = await aContact(testDb(), { portalId: desk.portal.id });
    await desk.ticket({ subject: "of a stranger", contactId: stranger.id, accountId: null });
    const { $ } = await page(number);
    expect(textsOf($, "[aria-labelledby=others-heading] li span:first-child")).to.deep.equal([
      "of the contact",
    ]);
    expect(textsOf($, "[aria-labelledby=account-heading] li span:first-child")).to.deep.equal([
      "of the account",
    ]);
  });
});
