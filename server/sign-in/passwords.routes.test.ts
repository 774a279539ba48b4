import { expect } from "chai";
import { contactInvited } from "../accounts/index.ts";
import { createContext } from "../core/context.ts";
import { aContact, aFront, aPortal } from "../test/factories.ts";
import { Browser, deliverAll, startApp, type TestApp, testDb } from "../test/harness.ts";

const better = "a much better pass phrase";

describe("forgotten passwords and invitations", () => {
  let app: TestApp;
  let portal: { id: number };
  let front: { id: number; base: string };
  before(async () => {
    app = await startApp();
    portal = await aPortal(app.db);
    front = await aFront(app.db, { portalId: portal.id });
  });
  after(() => app.close());
  const db = testDb;
  const mailsTo = async (email: string) => {
    await deliverAll();
    return db()("mails")
      .where({ recipient: email })
      .orderBy("id")
      .select<{ body_text: string; kind: string }[]>("body_text", "kind");
  };
  const linkIn = (text = "") => /https?:\/\/[^\s>]+/.exec(text)?.[0] ?? "";
  const tokenIn = (text = "") => new URL(linkIn(text)).searchParams.get("token") ?? "";

  async function resetLink(email: string, headers: Record<string, string> = {}): Promise<string> {
    const answer = await new Browser(app.url).post(`${front.base}/forgot-password`, { email }, headers);
    expect([answer.status, answer.location]).to.eql([303, `${front.base}/forgot-password/sent`]);
    return (await mailsTo(email)).at(-1)?.body_text ?? "";
  }

  it("mails a link that sets a new password once and ends every session", async () => {
    const contact = await aContact(db(), { portalId: portal.id });
    const before = new Browser(app.url);
    await before.signIn(contact.email);
    const token = tokenIn(await resetLink(contact.email));
    const browser = new Browser(app.url);
    const page = await browser.get(`${front.base}/reset-password?token=${token}`);
    expect(page.status).to.equal(200);
    expect(page.headers.get("cache-control")).to.equal("no-store");
    const weak = await browser.post(`${front.base}/reset-password`, { token, password: "Password123456" });
    expect([weak.status, weak.$("#field-password-error").text()]).to.eql([
      422,
      "This is too easy to guess: many people choose it",
    ]);
    expect(
      (await browser.post(`${front.base}/reset-password`, { token, password: better })).location,
    ).to.equal(`${front.base}/login`);
    expect(await db()("sessions").where({ login_id: contact.loginId })).to.eql([]);
    expect((await before.get("/login")).status, "the earlier session is over").to.equal(200);
    expect((await new Browser(app.url).signIn(contact.email)).status).to.equal(422);
    expect((await new Browser(app.url).signIn(contact.email, "", better)).status).to.equal(303);
    const again = await browser.post(`${front.base}/reset-password`, {
      token,
      password: "yet another pass phrase",
    });
    expect([again.status, again.$("h1").text()]).to.eql([410, "This link no longer works"]);
  });

  it("ends a lock", async () => {
    const contact = await aContact(db(), { portalId: portal.id });
    await db()("logins")
      .where({ id: contact.loginId })
      .update({ failed_attempts: 10, locked_until: new Date(Date.now() + 600_000) });
    const token = tokenIn(await resetLink(contact.email));
    await new Browser(app.url).post("/reset-password", { token, password: better });
    expect((await new Browser(app.url).signIn(contact.email, "", better)).status).to.equal(303);
  });

  it("refuses a link that is too old, and one that a newer one replaced", async () => {
    const contact = await aContact(db(), { portalId: portal.id });
    const first = tokenIn(await resetLink(contact.email));
    const second = tokenIn(await resetLink(contact.email));
    expect(second).to.not.equal(first);
    expect((await new Browser(app.url).get(`/reset-password?token=${first}`)).status).to.equal(410);
    await db()("one_time_links")
      .where({ email: contact.email })
      .update({ expires_at: new Date(Date.now() - 1) });
    expect((await new Browser(app.url).get(`/reset-password?token=${second}`)).status).to.equal(410);
  });

  it("answers the same for an address that nobody has, and mails nothing", async () => {
    expect(await resetLink("nobody-here@example.com")).to.equal("");
    expect(await mailsTo("nobody-here@example.com")).to.eql([]);
  });

  it("does not let the Host header choose where the link leads, and keeps the token out of outbox and links", async () => {
    const contact = await aContact(db(), { portalId: portal.id });
    const text = await resetLink(contact.email, { "x-forwarded-host": "evil.example", host: "evil.example" });
    expect(linkIn(text)).to.match(new RegExp(`^${app.url}${front.base}/reset-password\\?token=`));
    const rows = await db()("one_time_links")
      .where({ email: contact.email })
      .select<{ token_hash: string }[]>("token_hash");
    expect(rows.map((row) => row.token_hash)).to.not.include(tokenIn(text));
  });

  it("lets an invited contact choose a password, signs in, and opens the other portals that invited the address", async () => {
    const other = await aPortal(db());
    await aFront(db(), { portalId: other.id });
    const uninvited = await aPortal(db());
    const contact = await aContact(db(), { portalId: portal.id, login: false });
    const second = await aContact(db(), { portalId: other.id, email: contact.email, login: false });
    const third = await aContact(db(), { portalId: uninvited.id, email: contact.email, login: false });
    await db()("contacts").whereIn("id", [contact.id, second.id]).update({ invited_at: new Date() });
    await createContext({ db: db(), portalId: portal.id, actor: { kind: "system" } }).emit(contactInvited, {
      contactId: contact.id,
    });
    const token = tokenIn((await mailsTo(contact.email))[0]?.body_text);
    const browser = new Browser(app.url);
    const page = await browser.get(`${front.base}/invitation?token=${token}`);
    expect(page.$("main").text()).to.contain(contact.email);
    const accepted = await browser.post(`${front.base}/invitation`, { token, password: better });
    expect([accepted.status, accepted.location]).to.eql([303, front.base]);
    const links = await db()("contacts")
      .whereIn("id", [contact.id, second.id, third.id])
      .orderBy("id")
      .pluck<(number | null)[]>("login_id");
    expect(links[0]).to.be.a("number").and.equal(links[1]);
    expect(links[2]).to.equal(null);
    expect(
      (await new Browser(app.url).get(`${front.base}/invitation?token=${token}`)).status,
      "once",
    ).to.equal(410);
  });

  it("sends who has a password already to the sign-in page, without a link that could replace it", async () => {
    const contact = await aContact(db(), { portalId: portal.id });
    await createContext({ db: db(), portalId: portal.id, actor: { kind: "system" } }).emit(contactInvited, {
      contactId: contact.id,
    });
    const text = (await mailsTo(contact.email))[0]?.body_text ?? "";
    expect(linkIn(text)).to.equal(`${app.url}${front.base}/login`);
    expect(await db()("one_time_links").where({ email: contact.email })).to.eql([]);
  });
});
