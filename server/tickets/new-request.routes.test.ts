import { expect } from "chai";
import { aContact } from "../test/factories.ts";
import { type Answer, Browser, startApp, type TestApp } from "../test/harness.ts";
import { submitterStage } from "./customer-fixtures.test.ts";

describe("a new request", () => {
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.close());
  const stage = (given: { guestsMaySubmit?: boolean } = {}) => submitterStage(app, given);
  const tickets = (portalId: number) => app.db("tickets").where({ portal_id: portalId });
  const onceOf = ({ $ }: Answer) => String($("input[name=_once]").val());
  const good = { subject: "The printer beeps", description: "Since this morning.\n\nTwice." };

  it("has a form with the names that others rely on", async () => {
    const { browser, base, categoryId } = await stage();
    const { $ } = await browser.get(`${base}/new`);
    expect($("h1").text()).to.equal("Submit a request");
    const labels = $(".form label")
      .map((_, label) => $(label).text())
      .get();
    expect(labels).to.include.members(["Subject", "Description", "Category", "Priority", "Attach files"]);
    expect(labels).not.to.include("Name");
    expect($("button.button").last().text()).to.equal("Submit");
    expect($("select[name=priority] option[selected]").attr("value")).to.equal("medium");
    expect($(`select[name=categoryId] option[value=${categoryId}]`).text()).to.equal("Printers");
    expect($(".suggest").attr("data-suggest-url-value")).to.match(/\/solutions\/suggestions\?for=request$/);
    expect($("#field-attachments-help").text()).to.contain("25 MB");
  });

  it("becomes a ticket once, with its files, and leads to it", async () => {
    const { browser, base, portal, categoryId } = await stage();
    const once = onceOf(await browser.get(`${base}/new`));
    const fields = { ...good, _once: once, categoryId: String(categoryId), priority: "high" };
    const files = [
      { field: "attachments", name: "one.txt", data: "1" },
      { field: "attachments", name: "two.txt", data: "2" },
    ];
    const sent = await browser.postFiles(base, fields, files);
    expect([sent.status, sent.location]).to.deep.equal([303, `${base}/1`]);
    const page = await browser.get(`${base}/1`);
    expect(page.$(".flash").text()).to.contain("Request #1 received");
    expect(page.$(".message-body").html()).to.equal("<p>Since this morning.</p><p>Twice.</p>");
    expect(page.$(".message .attachment-name").length).to.equal(2);
    expect(page.$(".facts").text())
      .to.contain("Printers")
      .and.to.contain("High")
      .and.to.contain("Nobody yet");
    expect((await browser.postFiles(base, fields, files)).location).to.equal(`${base}/1`);
    expect(await tickets(portal.id)).to.have.length(1);
  });

  const odd: [string, string, string][] = [
    ["HTML", "<script>alert(1)</script><b>x</b>", "<script>alert(1)</script><b>x</b>"],
    ["emoji", "🖨️ kaputt 👩‍💻", "🖨️ kaputt 👩‍💻"],
    ["right-to-left text", "الطابعة لا تعمل", "الطابعة لا تعمل"],
    [
      "line breaks and marks that turn the direction",
      " a\r\nBcc: b@example.com\u202egpj.exe ",
      "a Bcc: b@example.com gpj.exe",
    ],
    ["250 characters", "x".repeat(250), "x".repeat(250)],
  ];
  for (const [what, given, kept] of odd)
    it(`takes a subject of ${what}`, async () => {
      const { browser, base } = await stage();
      const sent = await browser.post(base, { ...good, subject: given });
      expect(sent.status).to.equal(303);
      const page = await browser.get(sent.location ?? "");
      expect(page.$("h1").text()).to.equal(`${kept} #1`);
      expect(page.$("h1 script, h1 b")).to.have.length(0);
    });

  const bad: [string, Record<string, string>, string, string][] = [
    ["no subject", { subject: "  \u200b " }, "subject", "Enter something here"],
    [
      "a subject of 10,000 characters",
      { subject: "x".repeat(10_000) },
      "subject",
      "Use at most 250 characters",
    ],
    ["no description", { description: " " }, "description", "Enter something here"],
    [
      "a description of blanks in HTML",
      { description: "<p>&nbsp;</p>", descriptionFormat: "html" },
      "description",
      "Enter something here",
    ],
    [
      "a description that is a book",
      { description: "x".repeat(100_001) },
      "description",
      "This text is too long",
    ],
    ["a category that is gone", { categoryId: "999999" }, "categoryId", "This category does not exist"],
    ["a priority that is none", { priority: "nuclear" }, "priority", "This is not valid"],
  ];
  for (const [what, fields, name, error] of bad)
    it(`comes back for ${what}, with what was typed and the file`, async () => {
      const { browser, base, portal } = await stage();
      const typed = { ...good, ...fields };
      const answer = await browser.postFiles(base, typed, [
        { field: "attachments", name: "a.txt", data: "kept" },
      ]);
      expect(answer.status).to.equal(422);
      const { $ } = answer;
      expect($(`#field-${name}-error`).text()).to.contain(error);
      expect($(`#field-${name}`).attr("aria-describedby")).to.contain(`field-${name}-error`);
      expect($(`[role=alert] a[href="#field-${name}"]`)).to.have.length(1);
      expect($("#field-subject").val()).to.equal(typed.subject);
      expect($("h1").text()).to.equal("Submit a request");
      expect($("input[name=attachmentIds]").length).to.equal(1);
      expect(await tickets(portal.id)).to.have.length(0);
    });

  it("says at once all that is missing", async () => {
    const { browser, base } = await stage();
    const { $ } = await browser.post(base, {
      subject: "",
      description: "<p><br></p>",
      descriptionFormat: "html",
    });
    expect($("[role=alert] a")).to.have.length(2);
  });

  it("takes ten files and no eleventh", async () => {
    const { browser, base, portal } = await stage();
    const files = Array.from({ length: 11 }, (_, index) => ({
      field: "attachments",
      name: `${index}.txt`,
      data: "x",
    }));
    const answer = await browser.postFiles(base, good, files);
    expect(answer.status).to.equal(422);
    expect(answer.$("#field-attachments-error").text()).to.contain("at most 10 files");
    expect(answer.$("input[name=attachmentIds]").length).to.equal(11);
    expect(await tickets(portal.id)).to.have.length(0);
    const kept = answer
      .$("input[name=attachmentIds]")
      .map((_, box) => String(answer.$(box).val()))
      .get();
    const sent = await browser.post(base, { ...good, attachmentIds: kept.slice(1) });
    expect(sent.status).to.equal(303);
    expect((await browser.get(sent.location ?? "")).$(".message .attachment-name").length).to.equal(10);
  });

  it("cannot take somebody else's upload", async () => {
    const { browser, base, portal, front } = await stage();
    const other = await aContact(app.db, { portalId: portal.id });
    const thief = new Browser(app.url);
    await thief.signIn(other.email, front.base);
    const upload = await browser.postFiles(`${front.base}/attachments`, {}, [
      { field: "file", name: "a.txt", data: "mine" },
    ]);
    const { id } = JSON.parse(upload.text) as { id: number };
    const sent = await thief.post(base, { ...good, attachmentIds: String(id) });
    expect((await thief.get(sent.location ?? "")).$(".attachment")).to.have.length(0);
    expect((await thief.get(`${sent.location}/attachments/${id}/a.txt`)).status).to.equal(404);
  });
});
