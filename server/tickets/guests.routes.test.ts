import { expect } from "chai";
import { aContact, aFront, anAgent, aPortal } from "../test/factories.ts";
import { Browser, contextFor, startApp, testRedis, type TestApp } from "../test/harness.ts";
import { issueGuestToken } from "./guests.service.ts";

describe("a guest's request", () => {
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.close());
  beforeEach(async () => {
    // All of these guests have one address.
    const keys = await testRedis().keys("limit:guest-*");
    if (keys.length > 0) await testRedis().del(keys);
  });

  async function stage(given: { guestsMaySubmit?: boolean } = {}) {
    const portal = await aPortal(app.db);
    const front = await aFront(app.db, { portalId: portal.id, ...given });
    const browser = new Browser(app.url);
    await browser.get(`${front.base}/login`);
    const system = () => contextFor(app.db, portal.id, { kind: "system" });
    const waiting = () =>
      app.db("guest_requests").where({ portal_id: portal.id }).orderBy("id") as Promise<
        { id: number; email: string }[]
      >;
    const link = async (at = 0) => {
      const issued = await issueGuestToken(system(), (await waiting())[at]?.id ?? 0);
      return `${front.base}/requests/confirm/${issued?.token ?? ""}`;
    };
    return { portal, front, browser, system, waiting, link, base: `${front.base}/requests` };
  }
  const tickets = (portalId: number) => app.db("tickets").where({ portal_id: portalId });
  const good = { name: "Gus Guest", email: "Gus@Example.org", subject: "Help", description: "Please." };

  it("is offered where the customer portal lets guests submit, and nowhere else", async () => {
    const open = await stage();
    const { $ } = await open.browser.get(`${open.base}/new`);
    const labels = $(".form label")
      .map((_, label) => $(label).text())
      .get();
    expect(labels).to.include.members(["Name", "Email", "Subject", "Description"]);
    const closed = await stage({ guestsMaySubmit: false });
    const answer = await closed.browser.get(`${closed.base}/new`);
    expect(answer.location).to.match(/\/login\?next=/);
    expect((await closed.browser.post(closed.base, good)).location).to.match(/\/login\?next=/);
    expect(await closed.waiting()).to.have.length(0);
    const agent = await anAgent(app.db, { roles: [{ portalId: closed.portal.id, role: "agent" }] });
    await closed.browser.signIn(agent.email);
    expect((await closed.browser.get(`${closed.base}/new`)).status).to.equal(403);
  });

  it("waits for its address, then becomes a ticket once, with its files", async () => {
    const { browser, base, waiting, link, portal } = await stage();
    const fields = { ...good, _once: "guest-once-1" };
    const sent = await browser.postFiles(base, fields, [
      { field: "attachments", name: "a.txt", data: "a guest's file" },
    ]);
    expect([sent.status, sent.location]).to.deep.equal([303, `${base}/sent`]);
    expect((await browser.get(`${base}/sent`)).$("h1").text()).to.equal("Please look into your mailbox");
    await browser.post(base, fields);
    expect((await waiting()).map(({ email }) => email)).to.deep.equal(["gus@example.org"]);
    expect(await tickets(portal.id)).to.have.length(0);

    const url = await link();
    const scanner = new Browser(app.url);
    const page = await scanner.get(url);
    expect(page.$("h1").text()).to.equal("Confirm your request");
    expect(page.headers.get("cache-control")).to.equal("no-store");
    expect(await tickets(portal.id), "opening the link is not confirming").to.have.length(0);
    expect(page.$("form button").last().text()).to.equal("Confirm");

    for (let twice = 0; twice < 2; twice++) expect((await scanner.post(url)).location).to.equal(url);
    expect((await scanner.get(url)).$("h1").text()).to.equal("Request #1 received");
    expect(await tickets(portal.id)).to.have.length(1);
    const contact = (await app.db("contacts").where({ portal_id: portal.id }).first()) as Record<
      string,
      unknown
    >;
    expect(contact).to.include({ name: "Gus Guest", email: "gus@example.org", login_id: null });
    const file = (await app.db("attachments").where({ portal_id: portal.id }).first()) as Record<
      string,
      unknown
    >;
    expect(file.reply_id).to.be.a("number");
    const events = (await app.db("outbox").where({ portal_id: portal.id, name: "ticket.raised" })) as {
      actor: string;
    }[];
    expect(events.map(({ actor }) => (JSON.parse(actor) as { kind: string }).kind)).to.deep.equal([
      "contact",
    ]);
  });

  it("makes one ticket of two clicks at the same moment", async () => {
    const { browser, base, link, portal } = await stage();
    await browser.post(base, good);
    const url = await link();
    const answers = await Promise.all([1, 2, 3, 4].map(() => browser.post(url)));
    expect(answers.map(({ status }) => status)).to.deep.equal([303, 303, 303, 303]);
    expect(await tickets(portal.id)).to.have.length(1);
  });

  it("belongs to the contact of that address, and the form's answer does not tell", async () => {
    const { browser, base, link, portal } = await stage();
    const contact = await aContact(app.db, {
      portalId: portal.id,
      email: `known-${portal.id}@example.org`,
      name: "Known",
    });
    const known = await browser.post(base, { ...good, email: contact.email.toUpperCase() });
    const unknown = await browser.post(base, { ...good, email: `unknown-${portal.id}@example.org` });
    expect([known.status, known.location]).to.deep.equal([unknown.status, unknown.location]);
    await browser.post(await link());
    const [ticket] = (await tickets(portal.id)) as { contact_id: number }[];
    expect(ticket?.contact_id).to.equal(contact.id);
    const own = new Browser(app.url);
    await own.signIn(contact.email, base.replace("/requests", ""));
    expect((await own.get(`${base}/1`)).$("h1").text()).to.equal("Help #1");
  });

  it("says in words when a link is unknown, replaced, expired or refused", async () => {
    const { browser, base, link, portal, waiting, system } = await stage();
    const heading = async (url: string) => (await browser.get(url)).$("h1").text();
    expect(await heading(`${base}/confirm/nonsense`)).to.equal("This link does not work (any more)");
    await browser.post(base, good);
    const first = await link();
    const second = await link();
    expect(await heading(first)).to.equal("This link does not work (any more)");
    expect(await heading(second)).to.equal("Confirm your request");
    const elsewhere = await stage();
    expect(await heading(second.replace(base, elsewhere.base))).to.equal(
      "This link does not work (any more)",
    );
    await aContact(app.db, { portalId: portal.id, email: "gus@example.org", login: false });
    await app.db("contacts").where({ portal_id: portal.id }).update({ disabled_at: new Date() });
    const refused = await browser.post(second);
    expect([refused.status, refused.$("h1").text()]).to.deep.equal([
      403,
      "This address cannot submit requests here",
    ]);
    const [row] = await waiting();
    await app
      .db("guest_requests")
      .where({ id: row?.id })
      .update({ expires_at: new Date(Date.now() - 1000) });
    expect(await heading(second)).to.equal("This link does not work (any more)");
    await browser.post(second);
    expect(await tickets(portal.id)).to.have.length(0);
    expect(await issueGuestToken(system(), row?.id ?? 0)).to.equal(null);
  });

  it("needs a name and an address that is one, and keeps the rest", async () => {
    const { browser, base, waiting } = await stage();
    const answer = await browser.post(base, { ...good, name: " ", email: "not an address" });
    expect(answer.status).to.equal(422);
    expect(answer.$("#field-name-error").text()).to.equal("Enter something here");
    expect(answer.$("#field-email-error").text()).to.contain("name@example.com");
    expect(answer.$("#field-email").val()).to.equal("not an address");
    expect(answer.$("#field-subject").val()).to.equal("Help");
    const missing = await browser.post(base, { subject: "Help", description: "Please." });
    expect(missing.$("#field-name-error").text()).to.equal("Enter something here");
    expect(await waiting()).to.have.length(0);
  });

  it("is limited for an address, and keeps the text of the one too many", async () => {
    const { browser, base, waiting, portal } = await stage();
    const email = `often-${portal.id}@example.org`;
    for (let count = 0; count < 5; count++) await browser.post(base, { ...good, email });
    const answer = await browser.post(base, { ...good, email });
    expect(answer.status).to.equal(422);
    expect(answer.$("[role=alert]").text()).to.contain("too many requests");
    expect(answer.$("#field-description").text()).to.contain("Please.");
    expect(await waiting()).to.have.length(5);
  });
});
