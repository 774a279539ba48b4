import { expect } from "chai";
import { contactInvited } from "../accounts/index.ts";
import { createContext } from "../core/context.ts";
import { loadSettings } from "../core/settings.ts";
import { aContact, aFront, aPortal, password } from "../test/factories.ts";
import { Browser, deliverAll, startApp, type TestApp } from "../test/harness.ts";

const better = "a much better pass phrase";

describe("passwords that have to be changed", () => {
  let app: TestApp;
  let portalId: number;
  let base: string;
  before(async () => {
    app = await startApp();
    portalId = (await aPortal(app.db)).id;
    base = (await aFront(app.db, { portalId })).base;
  });
  afterEach(async () => {
    await app.db("settings").delete();
    await loadSettings(app.db);
  });
  after(() => app.close());

  const set = async (name: string, value: string) => {
    await app.db("settings").insert({ name, value, changed_by: "", changed_at: new Date() });
    await loadSettings(app.db);
  };
  const contact = () => aContact(app.db, { portalId });
  const change = (browser: Browser, to: string) =>
    browser.post(`${base}/login/new-passwords`, { password: to });
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);

  /** Invites somebody by a temporary password. @returns what the mail says. */
  async function invited(): Promise<{ email: string; loginId: number; temporary: string }> {
    await set("sign-in.invitations", "password");
    const { id, email, loginId } = await contact();
    await app.db("contacts").where({ id }).update({ login_id: null, invited_at: new Date() });
    await app.db("logins").where({ id: loginId }).update({ password_hash: null });
    const ctx = createContext({ db: app.db, portalId, actor: { kind: "system" } });
    await ctx.emit(contactInvited, { contactId: id });
    await deliverAll();
    const mail = (await app.db("mails").where({ recipient: email }).first("body_text")) as {
      body_text: string;
    };
    return { email, loginId, temporary: /temporary password ([\w-]+)/.exec(mail.body_text)?.[1] ?? "" };
  }

  it("come with an invitation where the setting says so, and give way to the person's own before anything else", async () => {
    const { email, temporary } = await invited();
    expect(temporary).to.match(/^(\w{4}-){3}\w{4}$/);
    const browser = new Browser(app.url);
    const answer = await browser.signIn(email, base, temporary);
    expect(answer.location).to.equal(`${base}/login/new-password`);
    expect((await browser.get(`${base}/requests`)).status, "not signed in yet").to.equal(303);
    expect((await change(browser, "short")).$("#field-password-error").text()).to.include(
      "at least 12 characters",
    );
    expect((await change(browser, temporary)).text).to.include("You have used this password before");
    expect((await change(browser, better)).location).to.equal(base);
    expect((await browser.get(`${base}/requests`)).status).to.equal(200);
    expect((await new Browser(app.url).signIn(email, base, temporary)).status).to.equal(422);
    expect((await new Browser(app.url).signIn(email, base, better)).location).to.equal(base);
  });

  it("work for seven days when they are temporary", async () => {
    const { email, loginId, temporary } = await invited();
    const sign = async () => (await new Browser(app.url).signIn(email, base, temporary)).status;
    await app
      .db("logins")
      .where({ id: loginId })
      .update({ password_changed_at: daysAgo(6) });
    expect(await sign()).to.equal(303);
    await app
      .db("logins")
      .where({ id: loginId })
      .update({ password_changed_at: daysAgo(8) });
    expect(await sign()).to.equal(422);
  });

  it("are those older than the setting allows, and none when it allows all", async () => {
    const { email, loginId } = await contact();
    await app
      .db("logins")
      .where({ id: loginId })
      .update({ password_changed_at: daysAgo(91) });
    expect((await new Browser(app.url).signIn(email, base)).location).to.equal(base);
    await set("sign-in.passwordDays", "90");
    expect((await new Browser(app.url).signIn(email, base)).location).to.equal(`${base}/login/new-password`);
    await app
      .db("logins")
      .where({ id: loginId })
      .update({ password_changed_at: daysAgo(89) });
    expect((await new Browser(app.url).signIn(email, base)).location).to.equal(base);
  });

  it("cannot be changed by who has not come as far", async () => {
    const browser = new Browser(app.url);
    expect((await browser.get(`${base}/login/new-password`)).location).to.equal(`${base}/login`);
    expect((await change(browser, better)).location).to.equal(`${base}/login`);
  });

  it("may not be one of the last, and may be shorter or longer as the setting says", async () => {
    const { email } = await contact();
    const browser = new Browser(app.url);
    await browser.signIn(email, base);
    const own = (current: string, to: string) =>
      browser.post(`${base}/profile/password`, { current, password: to });
    expect((await own(password, password)).text).to.include("You have used this password before");
    expect((await own(password, better)).status).to.equal(303);
    expect((await own(better, password)).status).to.equal(422);
    await set("sign-in.passwordHistory", "0");
    expect((await own(better, password)).status).to.equal(303);
    await set("sign-in.passwordLength", "40");
    expect((await own(password, better)).text).to.include("at least 40 characters");
  });
});
