import { expect } from "chai";
import { portalsChanged } from "../portals/index.ts";
import { aContact, aFront, aLogin, anAccount, aPortal } from "../test/factories.ts";
import { Browser, deliverAll, startApp, type TestApp } from "../test/harness.ts";

const password = "a heron at the weir";

describe("sign-up", () => {
  let app: TestApp;
  let portal: { id: number };
  let front: { id: number; base: string };
  before(async () => {
    app = await startApp();
    portal = await aPortal(app.db);
    front = await aFront(app.db, { portalId: portal.id });
  });
  after(() => app.close());

  const rule = async (mode: string, more: object = {}) => {
    const stored = JSON.stringify({ mode, ...more });
    await app.db("customer_portals").where({ id: front.id }).update({ sign_up: stored });
    portalsChanged();
  };
  const unique = () => `${Math.random().toString(36).slice(2, 10)}@client.example`;
  const ask = (email: string, more: Record<string, string> = {}) =>
    new Browser(app.url).post(`${front.base}/signup`, { name: "Nia New", email, ...more });
  const mails = async (email: string) => {
    await deliverAll(app.db);
    const query = app.db("mails").where({ recipient: email }).orderBy("id", "desc");
    return query.select<{ body_text: string; kind: string }[]>("body_text", "kind");
  };
  const tokenFor = async (email: string) =>
    /confirmation\?token=([\w-]+)/.exec((await mails(email))[0]?.body_text ?? "")?.[1] ?? "";
  const confirm = (token: string, fields: Record<string, string> = {}) =>
    new Browser(app.url).post(`${front.base}/signup/confirmation`, { token, ...fields });
  const contactOf = (email: string) =>
    app.db("contacts").where({ portal_id: portal.id, email }).first() as Promise<
      { id: number; login_id: number | null; account_id: number | null; name: string } | undefined
    >;
  const shown = async (path: string) => {
    const { $, status } = await new Browser(app.url).get(`${front.base}${path}`);
    return `${status} ${$("h1").text()}`;
  };

  it("is not offered where it is off, and says calmly what to do", async () => {
    await rule("off");
    expect(await shown("/signup")).to.equal("404 Accounts are given by invitation here");
    const email = unique();
    expect((await ask(email)).status).to.equal(404);
    expect(await mails(email)).to.eql([]);
    const login = await new Browser(app.url).get(`${front.base}/login`);
    expect(login.text).to.not.include("Create an account");
  });

  it("lets in who confirms the address and chooses a password, once, in the account of the mail domain", async () => {
    await rule("open");
    const account = await anAccount(app.db, { portalId: portal.id });
    const domain = `d${Date.now()}.example`;
    await app.db("account_domains").insert({ portal_id: portal.id, domain, account_id: account.id });
    const login = await new Browser(app.url).get(`${front.base}/login`);
    expect(login.$(`a[href="${front.base}/signup"]`).text()).to.equal("Create an account");
    const email = `nia@${domain}`;
    const asked = await ask(email.toUpperCase());
    expect([asked.status, asked.location]).to.eql([303, `${front.base}/signup/sent`]);
    const token = await tokenFor(email);
    expect(await contactOf(email), "before the address is confirmed").to.equal(undefined);
    expect(await shown(`/signup/confirmation?token=${token}`)).to.match(/^200 Welcome/);
    const weak = await confirm(token, { password: "Chocolate2026!" });
    expect(weak.status).to.equal(422);
    const done = await confirm(token, { password });
    expect([done.status, done.location]).to.eql([303, front.base]);
    const contact = await contactOf(email);
    expect([contact?.name, contact?.account_id]).to.eql(["Nia New", account.id]);
    expect((await new Browser(app.url).signIn(email, front.base, password)).status).to.equal(303);
    expect((await confirm(token, { password })).status, "once").to.equal(410);
  });

  it("is won by one of twenty who use the link at once", async () => {
    await rule("open");
    const email = unique();
    await ask(email);
    const token = await tokenFor(email);
    const answers = await Promise.all(Array.from({ length: 20 }, () => confirm(token, { password })));
    expect(answers.filter(({ status }) => status === 303)).to.have.length(1);
    expect(answers.filter(({ status }) => status !== 303 && status !== 410)).to.eql([]);
  });

  it("answers the same for an address that has access, and tells its owner by mail", async () => {
    await rule("open");
    const known = await aContact(app.db, { portalId: portal.id });
    const answers = [await ask(known.email), await ask(unique())];
    expect(new Set(answers.map(({ status, location }) => `${status} ${location}`)).size).to.equal(1);
    const [mail] = await mails(known.email);
    expect(mail?.body_text).to.include("You have one already").and.not.include("token=");
    await app.db("contacts").where({ id: known.id }).update({ disabled_at: new Date() });
    await ask(known.email);
    expect((await mails(known.email))[0]?.body_text).to.include("has been switched off");
  });

  it("opens the portal to a password that somebody has elsewhere, and never replaces it", async () => {
    await rule("open");
    const { email, id } = await aLogin(app.db);
    await ask(email);
    const token = await tokenFor(email);
    const page = await new Browser(app.url).get(`${front.base}/signup/confirmation?token=${token}`);
    expect(page.$("input[type=password]")).to.have.length(0);
    const done = await confirm(token, { password: "another heron here" });
    expect(done.location).to.equal(`${front.base}/login`);
    expect((await contactOf(email))?.login_id).to.equal(id);
    expect((await new Browser(app.url).signIn(email, front.base)).status).to.equal(303);
  });

  it("refuses domains beside the field, and asks for consent where there is a text", async () => {
    await rule("open", { allowed: ["client.example"], denied: [] });
    const refused = await ask("nia@elsewhere.example");
    expect(refused.status).to.equal(422);
    expect(refused.$("#field-email-error").text()).to.include("cannot sign up here");
    expect(refused.$("#field-email").val()).to.equal("nia@elsewhere.example");
    const look = JSON.stringify({ consentText: "I agree to the terms." });
    await app.db("customer_portals").where({ id: front.id }).update({ look });
    portalsChanged();
    const without = await ask(unique());
    expect(without.status).to.equal(422);
    expect(without.$("label[for=field-consent]").text()).to.equal("I agree to the terms.");
    expect((await ask(unique(), { consent: "true" })).status).to.equal(303);
    await app.db("customer_portals").where({ id: front.id }).update({ look: null });
    portalsChanged();
  });

  it("ends a link with its day, with a newer one, and with the portal's rule", async () => {
    await rule("open");
    const email = unique();
    await ask(email);
    const first = await tokenFor(email);
    await ask(email);
    const second = await tokenFor(email);
    expect(await shown(`/signup/confirmation?token=${first}`)).to.equal("410 This link no longer works");
    await rule("off");
    expect((await confirm(second, { password })).status).to.equal(410);
    await rule("open");
    await app
      .db("sign_ups")
      .where({ email })
      .update({ expires_at: new Date(Date.now() - 1) });
    expect((await confirm(second, { password })).status).to.equal(410);
    expect(await contactOf(email)).to.equal(undefined);
  });

  it("mails one address three times an hour at most, and keeps the token out of the tables", async () => {
    await rule("open");
    const email = unique();
    for (let times = 0; times < 5; times++) await ask(email);
    expect(await mails(email)).to.have.length(3);
    const hashes = await app.db("sign_ups").where({ email }).pluck<(string | null)[]>("token_hash");
    expect(hashes).to.not.include(await tokenFor(email));
  });
});
