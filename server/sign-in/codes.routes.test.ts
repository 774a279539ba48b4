import { expect } from "chai";
import { loadSettings } from "../core/settings.ts";
import { aContact, aFront, anAgent, aPortal } from "../test/factories.ts";
import { Browser, deliverAll, startApp, type TestApp, testDb } from "../test/harness.ts";

describe("signing in with a code", () => {
  let app: TestApp;
  let portal: { id: number; slug: string };
  let front: { id: number; base: string };
  before(async () => {
    app = await startApp();
    portal = await aPortal(app.db);
    front = await aFront(app.db, { portalId: portal.id });
  });
  afterEach(async () => {
    await app.db("settings").delete();
    await loadSettings(app.db);
  });
  after(() => app.close());

  const ask = (browser: Browser, email: string, next = "") =>
    browser.post(`${front.base}/login/codes`, { email, next });
  const enter = (browser: Browser, email: string, code: string, next = "") =>
    browser.post(`${front.base}/login/code-sessions`, { email, code, next });
  const codesTo = async (email: string) => {
    await deliverAll();
    const mails = await testDb()("mails")
      .where({ recipient: email, kind: "sign-in-code" })
      .orderBy("id")
      .select<{ body_text: string }[]>("body_text");
    return mails.map(({ body_text: text }) => /^\d{6,10}$/m.exec(text)?.[0] ?? "");
  };
  const set = async (name: string, value: string) => {
    await app.db("settings").insert({ name, value, changed_by: "", changed_at: new Date() });
    await loadSettings(app.db);
  };
  const wrong = (code: string) => (code.startsWith("1") ? "2" : "1") + code.slice(1);
  const contact = () => aContact(testDb(), { portalId: portal.id });
  const tooOld = "This code does not work";

  it("mails a code that signs in once, in the browser that asked, and leads on", async () => {
    const { email } = await contact();
    const browser = new Browser(app.url);
    const sent = await ask(browser, ` ${email.toUpperCase()} `, `${front.base}/requests`);
    expect(sent.status).to.equal(200);
    expect(sent.text).to.include("a code is on its way").and.include(email);
    const [code = ""] = await codesTo(email);
    expect(code).to.match(/^\d{6}$/);
    const stranger = await enter(new Browser(app.url), email, code);
    expect([stranger.status, stranger.text.includes(tooOld)]).to.deep.equal([422, true]);
    const answer = await enter(
      browser,
      email,
      ` ${code.slice(0, 3)} ${code.slice(3)} `,
      `${front.base}/requests`,
    );
    expect([answer.status, answer.location]).to.deep.equal([303, `${front.base}/requests`]);
    expect((await browser.get(`${front.base}/requests`)).status).to.equal(200);
    expect((await enter(browser, email, code)).status, "a second time").to.equal(422);
    const rows = await testDb()("one_time_codes").where({ email });
    expect(JSON.stringify(rows), "only a hash is kept").to.not.include(code);
  });

  it("says the same of an address that nobody has, and mails nothing", async () => {
    const browser = new Browser(app.url);
    const unknown = `nobody${Date.now()}@example.org`;
    const known = (await contact()).email;
    const pages = await Promise.all([ask(browser, unknown), ask(browser, known)]);
    const [first, second] = pages.map(({ text }) => text.replaceAll(unknown, "@").replaceAll(known, "@"));
    const strip = (text = "") => text.replace(/"[0-9a-f-]{36}"|(?<![\w-])[\w-]{43}(?![\w-])/g, "");
    expect(strip(first)).to.equal(strip(second));
    expect(await codesTo(unknown)).to.deep.equal([]);
    expect((await enter(browser, unknown, "123456")).text).to.include(tooOld);
  });

  it("gives a code five tries, however many come at once", async () => {
    const { email } = await contact();
    const browser = new Browser(app.url);
    await ask(browser, email);
    const [code = ""] = await codesTo(email);
    await Promise.all(Array.from({ length: 5 }, () => enter(browser, email, wrong(code))));
    expect((await enter(browser, email, code)).status).to.equal(422);
  });

  it("keeps what was typed when it is wrong, and forgives a slip", async () => {
    const { email } = await contact();
    const browser = new Browser(app.url);
    await ask(browser, email);
    const [code = ""] = await codesTo(email);
    const slip = await enter(browser, email, wrong(code));
    expect(slip.$("input[name=code]").val()).to.equal(wrong(code));
    expect(slip.$("#field-code-error").text()).to.include(tooOld);
    expect((await enter(browser, email, code)).status).to.equal(303);
  });

  it("ends a code with its time, and with a newer one; sooner than the wait no second is sent", async () => {
    const { email } = await contact();
    const browser = new Browser(app.url);
    await ask(browser, email);
    await ask(browser, email);
    const [first = "", ...more] = await codesTo(email);
    expect(more).to.deep.equal([]);
    const age = (seconds: number) =>
      testDb()("one_time_codes")
        .where({ email })
        .update({ created_at: new Date(Date.now() - seconds * 1000) });
    await age(31);
    await ask(browser, email);
    const [, second = ""] = await codesTo(email);
    expect((await enter(browser, email, first)).status, "replaced").to.equal(first === second ? 303 : 422);
    await testDb()("one_time_codes")
      .where({ email })
      .update({ expires_at: new Date(Date.now() - 1) });
    expect((await enter(browser, email, second)).status, "too old").to.equal(422);
  });

  it("lets in somebody invited who has no password yet, and agents", async () => {
    const invited = await contact();
    await testDb()("contacts").where({ id: invited.id }).update({ login_id: null, invited_at: new Date() });
    await testDb()("logins").where({ id: invited.loginId }).delete();
    const agent = await anAgent(testDb(), { roles: [{ portalId: portal.id, role: "agent" }] });
    for (const [email, to] of [
      [invited.email, front.base],
      [agent.email, `/desk/${portal.slug}/requests`],
    ] as const) {
      const browser = new Browser(app.url);
      await ask(browser, email);
      const [code = ""] = await codesTo(email);
      const answer = await enter(browser, email, code);
      expect([answer.status, answer.location], email).to.deep.equal([303, to]);
      expect((await browser.get(to)).status).to.equal(200);
    }
  });

  it("does not let in who has no place in this portal", async () => {
    const elsewhere = await aPortal(testDb());
    const { email } = await aContact(testDb(), { portalId: elsewhere.id });
    const browser = new Browser(app.url);
    await ask(browser, email);
    const [code = ""] = await codesTo(email);
    expect((await enter(browser, email, code)).status).to.equal(403);
  });

  it("is not there when administrators switched it off", async () => {
    await set("sign-in.codes", "false");
    const browser = new Browser(app.url);
    expect((await browser.get(`${front.base}/login/code`)).status).to.equal(404);
    expect((await ask(browser, "a@example.org")).status).to.equal(404);
    expect((await enter(browser, "a@example.org", "123456")).status).to.equal(404);
  });

  it("makes codes as long as the setting says", async () => {
    await set("sign-in.codeDigits", "9");
    const { email } = await contact();
    await ask(new Browser(app.url), email);
    expect((await codesTo(email))[0]).to.match(/^\d{9}$/);
  });
});
