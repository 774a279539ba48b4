import { expect } from "chai";
import { aContact, aFront, anAccount, anAgent, aPortal } from "../test/factories.ts";
import { Browser, deliverAll, startApp, type TestApp, testDb } from "../test/harness.ts";

describe("contacts and accounts at the desk", () => {
  let app: TestApp;
  let portal: { id: number; slug: string };
  let base: string;
  let coordinator: Browser;
  let agent: Browser;
  before(async () => {
    app = await startApp();
    portal = await aPortal(app.db);
    await aFront(app.db, { portalId: portal.id });
    base = `/desk/${portal.slug}`;
    const signedIn = async (role: "coordinator" | "agent") => {
      const browser = new Browser(app.url);
      await browser.signIn((await anAgent(app.db, { roles: [{ portalId: portal.id, role }] })).email);
      return browser;
    };
    [coordinator, agent] = [await signedIn("coordinator"), await signedIn("agent")];
  });
  after(() => app.close());
  const db = testDb;
  const unique = () => `u${Math.random().toString(36).slice(2, 10)}`;

  it("are created, found by the beginning of name or address, and changed", async () => {
    const account = await anAccount(db(), { portalId: portal.id });
    const email = `${unique()}@example.com`;
    const made = await coordinator.post(`${base}/contacts`, {
      name: "Zoë 100%_Ltd",
      email: email.toUpperCase(),
      phone: "1",
      account: String(account.id),
      seesAccount: "true",
    });
    expect(made.status).to.equal(303);
    const page = await agent.get(made.location ?? "");
    expect(page.$(".facts").text()).to.contain(email).and.contain(account.name);
    const id = Number(made.location?.split("/").at(-1));
    expect(page.$(`a[href*='contact=${id}']`).length).to.equal(1);
    for (const q of ["Zo", email.slice(0, 5), "Zoë 100%"])
      expect(
        (await agent.get(`${base}/contacts?q=${encodeURIComponent(q)}`)).$("tbody th").text(),
        q,
      ).to.contain("Zoë");
    for (const q of ["%", "_", "oë"])
      expect(
        (await agent.get(`${base}/contacts?q=${encodeURIComponent(q)}`)).$("tbody th").length,
        q,
      ).to.equal(0);
    await coordinator.post(`${base}/contacts/${id}`, { name: "Zoë", email, account: "" });
    expect(await db()("contacts").where({ id }).first("name", "account_id", "sees_account")).to.eql({
      name: "Zoë",
      account_id: null,
      sees_account: 0,
    });
  });

  it("come in pages that miss and repeat nobody", async () => {
    const account = await anAccount(db(), { portalId: portal.id });
    for (let number = 0; number < 55; number++)
      await aContact(db(), {
        portalId: portal.id,
        accountId: account.id,
        login: false,
        name: `Same ${number % 3}`,
      });
    const first = await agent.get(`${base}/contacts?account=${account.id}`);
    const second = await agent.get(first.$("a[rel=next]").attr("href") ?? "");
    const urls = [first, second].flatMap((page) =>
      page
        .$("tbody a")
        .toArray()
        .map((link) => page.$(link).attr("href")),
    );
    expect([urls.length, new Set(urls).size]).to.eql([55, 55]);
    expect((await agent.get(`${base}/accounts/${account.id}`)).$("tbody tr").length).to.equal(50);
  });

  const bad: [string, Record<string, string>, string][] = [
    ["no name", { name: " " }, "name"],
    ["no address", { email: "" }, "email"],
    ["an address that is none", { email: "a b@c" }, "email"],
    ["an account of nobody", { account: "99999999" }, "account"],
  ];
  for (const [what, change, name] of bad)
    it(`refuse ${what} beside the field`, async () => {
      const answer = await coordinator.post(`${base}/contacts`, {
        name: "Kept",
        email: `${unique()}@example.com`,
        phone: "77",
        ...change,
      });
      expect([
        answer.status,
        answer.$(`#field-${name}-error`).text().length > 5,
        answer.$("#field-phone").val(),
      ]).to.eql([422, true, "77"]);
    });

  it("refuse an address and a name that another one has, and an account of another portal", async () => {
    const other = await aPortal(db());
    const theirs = await anAccount(db(), { portalId: other.id });
    const contact = await aContact(db(), { portalId: portal.id });
    expect(
      (await coordinator.post(`${base}/contacts`, { name: "x", email: contact.email }))
        .$("#field-email-error")
        .text(),
    ).to.contain("Another contact");
    expect(
      (
        await coordinator.post(`${base}/contacts`, {
          name: "x",
          email: `${unique()}@example.com`,
          account: String(theirs.id),
        })
      ).status,
    ).to.equal(422);
    const account = await anAccount(db(), { portalId: portal.id });
    expect(
      (await coordinator.post(`${base}/accounts`, { name: account.name })).$("#field-name-error").text(),
    ).to.contain("Another account");
    const made = await coordinator.post(`${base}/accounts`, { name: unique(), description: "<b>" });
    await coordinator.post(made.location ?? "", { name: theirs.name, description: "" });
    expect(
      (await agent.get(`${base}/accounts?q=${encodeURIComponent(theirs.name)}`)).$("tbody th").text(),
    ).to.equal(theirs.name);
  });

  it("are invited, again, and not while disabled; a disabled contact is out at the next click", async () => {
    const contact = await aContact(db(), { portalId: portal.id, login: false });
    const url = `${base}/contacts/${contact.id}`;
    for (let round = 0; round < 2; round++)
      expect((await coordinator.post(`${url}/invitations`)).status).to.equal(303);
    await deliverAll();
    expect((await db()("mails").where({ recipient: contact.email, kind: "invitation" })).length).to.equal(2);
    expect((await coordinator.get(url)).$("form button").text()).to.contain("Invite again");
    const signedIn = await aContact(db(), { portalId: portal.id });
    const front = (
      await db()("customer_portals").where({ portal_id: portal.id }).first<{ slug: string }>("slug")
    ).slug;
    const browser = new Browser(app.url);
    await browser.signIn(signedIn.email, `/portal/${front}`);
    expect((await browser.get(`/portal/${front}/profile`)).status).to.equal(200);
    await coordinator.post(`${base}/contacts/${signedIn.id}/suspension`);
    expect((await browser.get(`/portal/${front}/profile`)).status).to.equal(403);
    expect((await new Browser(app.url).signIn(signedIn.email, `/portal/${front}`)).status).to.equal(403);
    expect((await coordinator.post(`${base}/contacts/${signedIn.id}/invitations`)).status).to.equal(422);
    await coordinator.post(`${base}/contacts/${signedIn.id}/suspension-end`);
    expect((await browser.get(`/portal/${front}/profile`)).status).to.equal(200);
  });

  it("open a portal at once to somebody who signs in elsewhere already", async () => {
    const elsewhere = await aContact(db(), { portalId: (await aPortal(db())).id });
    const here = await aContact(db(), { portalId: portal.id, email: elsewhere.email, login: false });
    await coordinator.post(`${base}/contacts/${here.id}/invitations`);
    expect(await db()("contacts").where({ id: here.id }).first("login_id")).to.eql({
      login_id: elsewhere.loginId,
    });
  });
});
