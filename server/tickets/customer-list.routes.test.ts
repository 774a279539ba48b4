import { expect } from "chai";
import { indexText } from "../search/index.ts";
import { aContact, aTicket } from "../test/factories.ts";
import { type Answer, contextFor, startApp, type TestApp } from "../test/harness.ts";
import { contactStage } from "./customer-fixtures.test.ts";

describe("a contact's list of requests", () => {
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.close());
  const stage = (given: { seesAccount?: boolean } = {}) => contactStage(app, given);
  const subjects = ({ $ }: Answer) =>
    $("tbody th a")
      .map((_, link) => $(link).text())
      .get();

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
