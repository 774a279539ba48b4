import { expect } from "chai";
import { changeDesign, customerPortals, publishDesign } from "../test/designs.ts";
import { aContact, aFront, anAgent, aPortal, aTicket } from "../test/factories.ts";
import { Browser, startApp, type TestApp, testDb } from "../test/harness.ts";
import { anAnnouncement } from "../test/publications.ts";

describe("publishing a customer portal's design", () => {
  let app: TestApp;
  let admin: Browser;
  let portal: { id: number; slug: string };
  before(async () => {
    app = await startApp();
    portal = await aPortal(app.db);
    admin = new Browser(app.url);
    await admin.signIn((await anAgent(app.db, { name: "Ann", administrator: true })).email);
  });
  after(() => app.close());
  const aFrontHere = () => aFront(testDb(), { portalId: portal.id });
  const title = async (base: string) => (await new Browser(app.url).get(base)).$("h1").text();
  const versions = (id: number) =>
    testDb()("customer_portal_versions")
      .where({ customer_portal_id: id })
      .orderBy("number")
      .select("number", "came_from", "published_by");

  it("says what changes first, then shows it to everybody, and keeps what was before", async () => {
    const front = await aFrontHere();
    await changeDesign(admin, front.id, { welcomeTitle: "Second", brand: "#aa1122" });
    const page = await admin.get(`${customerPortals}/${front.id}/design/publication`);
    expect(
      page
        .$("main li")
        .map((_, each) => page.$(each).text())
        .get(),
    ).to.eql(["Name and texts", "Colours"]);
    expect((await publishDesign(admin, front.id)).status).to.equal(303);
    expect(await title(front.base)).to.equal("Second");
    expect(await testDb()("customer_portal_drafts").where({ customer_portal_id: front.id })).to.eql([]);
    expect(await versions(front.id)).to.eql([
      { number: 1, came_from: null, published_by: "" },
      { number: 2, came_from: null, published_by: "Ann" },
    ]);
    const trail = testDb()("audit_events").where({ place: `Front ${front.slug}` });
    expect(await trail.pluck<string[]>("kind")).to.eql(["customer-portal-published"]);
  });

  it("publishes only what was confirmed", async () => {
    const front = await aFrontHere();
    await changeDesign(admin, front.id, { welcomeTitle: "Seen" });
    await changeDesign(admin, front.id, { welcomeTitle: "Not seen" });
    const address = `${customerPortals}/${front.id}/design/publication`;
    const refused = await admin.post(address, { revision: "1" });
    expect([refused.status, refused.text.includes("The draft has changed since")]).to.eql([422, true]);
    expect(await title(front.base)).to.equal("How can we help?");
    const both = await Promise.all([1, 2].map(() => admin.post(address, { revision: "2" })));
    expect(both.map(({ status }) => status).sort()).to.eql([303, 404]);
    expect((await versions(front.id)).length).to.equal(2);
  });

  it("rolls back to any version, and forward again; a draft stays", async () => {
    const front = await aFrontHere();
    await publishDesign(admin, front.id, { welcomeTitle: "Second" });
    await publishDesign(admin, front.id, { welcomeTitle: "Third", tokens: "--radius: 0" });
    await changeDesign(admin, front.id, { welcomeTitle: "Draft" });
    const history = `${customerPortals}/${front.id}/history`;
    const list = await admin.get(history);
    expect(
      list
        .$("tbody th")
        .map((_, each) => list.$(each).text())
        .get(),
    ).to.eql(["3 · in force", "2", "1"]);
    const confirm = await admin.get(`${history}/2`);
    expect(
      confirm
        .$("main li")
        .map((_, each) => confirm.$(each).text())
        .get(),
    ).to.have.members(["Name and texts", "Design tokens"]);
    await admin.post(`${history}/2`);
    expect(await title(front.base)).to.equal("Second");
    await admin.post(`${history}/1`);
    expect(await title(front.base)).to.equal("How can we help?");
    await admin.post(`${history}/3`);
    expect(await title(front.base)).to.equal("Third");
    expect((await versions(front.id)).map((row: { came_from: number | null }) => row.came_from)).to.eql([
      null,
      null,
      null,
      2,
      1,
      3,
    ]);
    expect(
      (await admin.get(`${customerPortals}/${front.id}/design`)).$("#field-welcomeTitle").val(),
    ).to.equal("Draft");
    expect((await admin.get(`${history}/9`)).status).to.equal(404);
    expect((await admin.post(`${history}/9`)).status).to.equal(404);
  });

  it("discards a draft", async () => {
    const front = await aFrontHere();
    await changeDesign(admin, front.id, { welcomeTitle: "Never" });
    await admin.post(`${customerPortals}/${front.id}/design/discarding`);
    expect(
      (await admin.get(`${customerPortals}/${front.id}/design`)).$("#field-welcomeTitle").val(),
    ).to.equal("");
  });

  it("previews the draft on every page as a guest and as a contact, with nobody's data", async () => {
    const front = await aFrontHere();
    const contact = await aContact(testDb(), { portalId: portal.id });
    const ticket = await aTicket(testDb(), { portalId: portal.id, contactId: contact.id });
    await anAnnouncement(testDb(), { portalId: portal.id, title: "For us", audience: "contacts" });
    await changeDesign(admin, front.id, { welcomeTitle: "Draft", brand: "#aa1122", indexable: "true" });
    const page = await admin.get(`${customerPortals}/${front.id}/preview?as=contact&device=phone`);
    const src = page.$("iframe.preview-phone").attr("src") ?? "";
    expect(src).to.equal(`/preview/${front.id}/contact/`);
    expect(page.headers.get("content-security-policy")).to.contain("frame-src 'self'");
    const asContact = await admin.get(src);
    expect(asContact.headers.get("content-security-policy")).to.contain("frame-ancestors 'self'");
    expect(asContact.headers.get("cache-control")).to.equal("no-store");
    expect(asContact.$("h1").text()).to.equal("Draft");
    expect(asContact.text).to.contain("For us").and.contain("You have no open requests.");
    expect((await admin.get(asContact.$("link[href*='brand.css']").attr("href") ?? "")).text).to.contain(
      "#aa1122",
    );
    for (const link of asContact
      .$("main a, .site-nav a")
      .map((_, each) => asContact.$(each).attr("href"))
      .get())
      expect(link).to.match(new RegExp(`^${src.slice(0, -1)}`));
    const asGuest = await admin.get(`/preview/${front.id}/guest/`);
    expect(asGuest.text).to.not.contain("For us").and.not.contain("open requests");
    for (const [path, status] of [
      ["/solutions", 200],
      ["/announcements", 200],
      ["/requests", 200],
      ["/requests/new", 200],
      [`/requests/${ticket.number}`, 404],
      ["/login", 403],
      ["/profile", 403],
    ] as const)
      expect((await admin.get(`/preview/${front.id}/contact${path}`)).status, path).to.equal(status);
    expect((await admin.post(`/preview/${front.id}/contact/requests`, { subject: "x" })).status).to.equal(
      403,
    );
    expect(await title(front.base)).to.equal("How can we help?");
  });

  it("previews an earlier version", async () => {
    const front = await aFrontHere();
    await publishDesign(admin, front.id, { welcomeTitle: "Second" });
    expect((await admin.get(`/preview/${front.id}.1/guest/`)).$("h1").text()).to.equal("How can we help?");
    expect((await admin.get(`/preview/${front.id}.2/guest/`)).$("h1").text()).to.equal("Second");
    expect((await admin.get(`/preview/${front.id}.3/guest/`)).status).to.equal(404);
  });

  it("shows drafts, previews and their pictures to administrators alone", async () => {
    const front = await aFrontHere();
    const other = await aFrontHere();
    await changeDesign(admin, front.id, { welcomeTitle: "Secret" });
    const agent = await anAgent(testDb(), { roles: [{ portalId: portal.id, role: "administrator" }] });
    const contact = await aContact(testDb(), { portalId: portal.id });
    const browsers = [new Browser(app.url), new Browser(app.url), new Browser(app.url)] as const;
    await browsers[1].signIn(agent.email);
    await browsers[2].signIn(contact.email, front.base);
    for (const [at, browser] of browsers.entries()) {
      for (const path of ["guest/", "contact/", "contact/requests"]) {
        const answer = await browser.get(`/preview/${front.id}/${path}`);
        expect([answer.status, answer.text.includes("Secret")], `${at} ${path}`).to.eql([404, false]);
      }
      const css = await browser.get(`${customerPortals}/${front.id}/designs/${front.id}/brand.css`);
      expect(css.status).to.equal(at === 0 ? 303 : 403);
    }
    for (const path of [`/preview/${front.id}/agent/`, "/preview/0/guest/", "/preview/x/guest/"])
      expect((await admin.get(path)).status, path).to.equal(404);
    // A design is asked for under its own customer portal only.
    const crossed = await admin.get(`${customerPortals}/${other.id}/designs/${front.id}/brand.css`);
    expect(crossed.status).to.equal(404);
  });
});
