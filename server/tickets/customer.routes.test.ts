import { expect } from "chai";
import { aContact, aFront, anAccount, anAgent, aPortal, aTicket } from "../test/factories.ts";
import { type Answer, Browser, contextFor, startApp, asAgent, type TestApp } from "../test/harness.ts";
import { takeUpload } from "../attachments/index.ts";
import { changeTicket } from "./changes.service.ts";
import { addNote } from "./notes.service.ts";
import { replyToTicket } from "./replies.service.ts";

describe("a contact's requests", () => {
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.close());

  async function stage(given: { seesAccount?: boolean } = {}) {
    const portal = await aPortal(app.db);
    const front = await aFront(app.db, { portalId: portal.id });
    const account = await anAccount(app.db, { portalId: portal.id });
    const contact = await aContact(app.db, {
      portalId: portal.id,
      accountId: account.id,
      name: "Ana",
      ...given,
    });
    const agent = await anAgent(app.db, {
      name: "Mia",
      roles: [{ portalId: portal.id, role: "coordinator" }],
    });
    const browser = new Browser(app.url);
    await browser.signIn(contact.email, front.base);
    const desk = () => contextFor(app.db, portal.id, asAgent(agent, "coordinator"));
    const ticket = (more: Partial<Parameters<typeof aTicket>[1]> = {}) =>
      aTicket(app.db, { portalId: portal.id, contactId: contact.id, accountId: account.id, ...more });
    return { portal, front, account, contact, agent, browser, desk, ticket, base: `${front.base}/requests` };
  }
  const subjects = ({ $ }: Answer) =>
    $("tbody th a")
      .map((_, link) => $(link).text())
      .get();
  const replies = (portalId: number) => app.db("replies").where({ portal_id: portalId });

  describe("the list", () => {
    it("says what to do while there are none", async () => {
      const { browser, base } = await stage();
      const { $ } = await browser.get(base);
      expect($("h1").text()).to.equal("Requests");
      expect($(".empty h2").text()).to.equal("No requests yet");
      expect($(".empty a").attr("href")).to.equal(`${base}/new`);
    });

    it("shows number, subject, status and when, last updated first, and only one's own", async () => {
      const { browser, base, ticket, portal, account } = await stage();
      const colleague = await aContact(app.db, { portalId: portal.id, accountId: account.id });
      await aTicket(app.db, { portalId: portal.id, contactId: colleague.id, accountId: account.id });
      const old = await ticket({
        subject: "<b>old</b> مرحبا 😀",
        at: new Date(Date.now() - 86_400_000),
        status: "on_hold",
      });
      await ticket({ subject: "new" });
      const page = await browser.get(base);
      expect(subjects(page)).to.deep.equal(["new", "<b>old</b> مرحبا 😀"]);
      const row = page.$(`#request-${old.number}`);
      expect(row.find("td").first().text()).to.equal(`#${old.number}`);
      expect(row.find(".badge").text()).to.equal("On Hold");
      expect(row.find("time").text()).to.equal("yesterday");
      expect(page.$(".tabs")).to.have.length(0);
      expect(subjects(await browser.get(`${base}?whose=account`))).to.have.length(2);
      expect(page.$('nav.site-nav a[aria-current="page"]').text()).to.equal("Requests");
    });

    it("switches to the account for who may see it", async () => {
      const { browser, base, portal, account, ticket } = await stage({ seesAccount: true });
      const colleague = await aContact(app.db, { portalId: portal.id, accountId: account.id, name: "Bo" });
      const theirs = await aTicket(app.db, {
        portalId: portal.id,
        contactId: colleague.id,
        accountId: account.id,
        subject: "theirs",
      });
      await aTicket(app.db, {
        portalId: portal.id,
        contactId: (await aContact(app.db, { portalId: portal.id })).id,
        subject: "another account's",
      });
      await ticket({ subject: "mine" });
      const mine = await browser.get(base);
      expect(subjects(mine)).to.deep.equal(["mine"]);
      const all = await browser.get(mine.$('.tabs a:contains("Account")').attr("href") ?? "");
      expect(subjects(all)).to.have.members(["mine", "theirs"]);
      expect(all.$(`#request-${theirs.number}`).text()).to.contain("Bo");
      expect((await browser.get(`${base}/${theirs.number}`)).status).to.equal(200);
    });

    it("filters by status and offers a way back", async () => {
      const { browser, base, ticket } = await stage();
      for (const status of ["open", "in_progress", "on_hold", "resolved", "closed"])
        await ticket({ subject: status, status });
      expect(subjects(await browser.get(`${base}?status=open`))).to.have.members([
        "open",
        "in_progress",
        "on_hold",
      ]);
      expect(subjects(await browser.get(`${base}?status=on_hold`))).to.deep.equal(["on_hold"]);
      expect(subjects(await browser.get(`${base}?status=nonsense&sort=x&after=1'`))).to.have.length(5);
    });

    it("finds by words of the conversation and by number", async () => {
      const { browser, base, ticket, portal } = await stage();
      const { number, id } = await ticket({ subject: "printer" });
      await ticket({ subject: "scanner" });
      const { indexText } = await import("../search/index.ts");
      await indexText(contextFor(app.db, portal.id, { kind: "system" }), "ticket", id, "printer beeps");
      await indexText(contextFor(app.db, portal.id, { kind: "system" }), "ticket-notes", id, "secretly");
      expect(subjects(await browser.get(`${base}?q=beep&status=open`))).to.deep.equal(["printer"]);
      expect((await browser.get(`${base}?q=%23${number}`)).location).to.equal(`${base}/${number}`);
      for (const words of ["secretly", "nowhere", "beeps nowhere", "99999"]) {
        const none = await browser.get(`${base}?q=${encodeURIComponent(words)}`);
        expect(none.$(".empty h2").text(), words).to.equal(`Nothing found for “${words}”`);
      }
    });

    for (const sort of [
      "sort=updated&direction=desc",
      "sort=updated&direction=asc",
      "sort=number&direction=asc",
      "sort=number&direction=desc",
    ])
      it(`pages both ways without gap or repeat: ${sort}`, async () => {
        const { browser, base, ticket } = await stage();
        // Several of the same moment: the id decides between them.
        for (let index = 0; index < 60; index++)
          await ticket({ subject: String(index), at: new Date(1_700_000_000_000 + Math.floor(index / 7)) });
        const pages: string[][] = [];
        let page = await browser.get(`${base}?${sort}`);
        const next = () => page.$("a[rel=next]").attr("href");
        const previous = () => page.$("a[rel=prev]").attr("href");
        expect(previous()).to.equal(undefined);
        pages.push(subjects(page));
        for (let url = next(); url; url = next()) {
          page = await browser.get(url);
          pages.push(subjects(page));
        }
        const expected = Array.from({ length: 60 }, (_, index) => String(index));
        if (sort.endsWith("desc")) expected.reverse();
        expect(pages.flat()).to.deep.equal(expected);
        expect(pages.map(({ length }) => length)).to.deep.equal([25, 25, 10]);
        for (const back of pages.slice(0, -1).reverse()) {
          page = await browser.get(previous() ?? "");
          expect(subjects(page)).to.deep.equal(back);
        }
        expect(previous()).to.equal(undefined);
      });
  });

  describe("a request", () => {
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

    it("takes a reply with a file, once, and forgets its draft", async () => {
      const { browser, base, ticket, front, portal } = await stage();
      const { number } = await ticket();
      await browser.post(`${front.base}/drafts/reply-${number}`, { body: "half a thought" });
      const page = await browser.get(`${base}/${number}`);
      const form = page.$(`#reply-form-${number}`);
      expect(form.find("textarea[name=body]").text().trim()).to.equal("half a thought");
      const once = String(form.find("input[name=_once]").val());
      const fields = { _once: once, body: "It is on.\nhttps://example.com/x", bodyFormat: "text" };
      const files = [{ field: "attachments", name: "../../shot.txt", data: "pixels" }];
      const sent = await browser.postFiles(`${base}/${number}/replies`, fields, files);
      expect(sent.status).to.equal(303);
      const again = await browser.postFiles(`${base}/${number}/replies`, fields, files);
      expect(again.location).to.equal(sent.location);
      expect((await replies(portal.id)).length).to.equal(2);
      const { $ } = await browser.get(`${base}/${number}`);
      const last = $("li.message").last();
      expect(last.text()).to.contain("It is on.").and.to.contain("You");
      expect(last.find(".attachment-name").text()).to.equal("shot.txt");
      const download = await browser.get(last.find("a.attachment").attr("href") ?? "");
      expect(download.text).to.equal("pixels");
      expect(download.headers.get("content-disposition")).to.match(/^attachment/);
      expect($("textarea[name=body]").text().trim()).to.equal("");
    });

    it("refuses an empty reply and keeps the file that came with it", async () => {
      const { browser, base, ticket, portal } = await stage();
      const { number } = await ticket();
      const fields = { body: "<p><br></p>", bodyFormat: "html" };
      const answer = await browser.postFiles(`${base}/${number}/replies`, fields, [
        { field: "attachments", name: "a.txt", data: "kept" },
      ]);
      expect(answer.status).to.equal(422);
      expect(answer.$("[role=alert]").text()).to.contain("Enter something here");
      const error = answer.$("#field-body-error");
      expect(error.text()).to.equal("Enter something here");
      expect(answer.$("textarea[name=body]").attr("aria-describedby")).to.contain("field-body-error");
      const kept = String(answer.$("input[name=attachmentIds]").val());
      const sent = await browser.post(`${base}/${number}/replies`, { body: "now", attachmentIds: kept });
      expect(sent.status).to.equal(303);
      expect(
        (await app.db("attachments").where({ portal_id: portal.id }).first("reply_id")) as {
          reply_id: number;
        },
      )
        .to.have.property("reply_id")
        .that.is.greaterThan(0);
    });

    it("keeps the text when a file is refused, and says why beside the field", async () => {
      const { browser, base, ticket, portal } = await stage();
      const { number } = await ticket();
      const answer = await browser.postFiles(`${base}/${number}/replies`, { body: "my words" }, [
        { field: "attachments", name: "run.txt", data: "#!/bin/sh" },
      ]);
      expect(answer.status).to.equal(422);
      expect(answer.$("textarea[name=body]").text()).to.contain("my words");
      expect(answer.$("#field-attachments-error").text()).to.contain("“run.txt” is a script");
      expect(answer.$("#field-attachments").attr("aria-describedby")).to.contain("field-attachments-error");
      expect((await replies(portal.id)).length).to.equal(1);
    });

    it("stores a reply's HTML clean and an odd text whole", async () => {
      const { browser, base, ticket } = await stage();
      const { number } = await ticket();
      await browser.post(`${base}/${number}/replies`, {
        body: '<p onclick="x()">ok<script>alert(1)</script><img src=x onerror=y></p>',
        bodyFormat: "html",
      });
      await browser.post(`${base}/${number}/replies`, {
        body: "مرحبا <b>😀</b>\n\n" + "x".repeat(10_000),
        bodyFormat: "text",
      });
      const { $ } = await browser.get(`${base}/${number}`);
      const [, html, text] = $(".message-body")
        .map((_, body) => $(body).html() ?? "")
        .get();
      expect(html).to.equal("<p>ok</p>");
      expect(text).to.contain("مرحبا &lt;b&gt;😀&lt;/b&gt;").and.to.contain("x".repeat(10_000));
      const long = await browser.post(`${base}/${number}/replies`, { body: "x".repeat(100_001) });
      expect(long.status).to.equal(422);
      expect(long.$("#field-body-error").text()).to.contain("too long");
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
});
