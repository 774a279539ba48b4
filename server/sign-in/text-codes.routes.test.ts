import { expect } from "chai";
import { loadSettings } from "../core/settings.ts";
import { createTextSender } from "../text-messages/sending.service.ts";
import { aContact, aFront, anAgent, aPortal } from "../test/factories.ts";
import { Browser, deliverAll, startApp, type TestApp, testDb } from "../test/harness.ts";
import { startHttpGateway, type TestGateway, useStored } from "../test/text-gateways.ts";

describe("signing in with a code by text message", () => {
  let app: TestApp;
  let gateway: TestGateway;
  let portal: { id: number; slug: string };
  let front: { id: number; base: string };
  before(async () => {
    [app, gateway] = await Promise.all([startApp(), startHttpGateway()]);
    portal = await aPortal(app.db);
    front = await aFront(app.db, { portalId: portal.id });
  });
  beforeEach(() => choose("mobile"));
  afterEach(async () => {
    gateway.answer = { status: 200, text: "OK" };
    await app.db("text_messages").delete();
    await app.db("settings").delete();
    await loadSettings(app.db);
  });
  after(() => Promise.all([app.close(), gateway.close()]));

  const choose = (channels: string, more: Record<string, string> = {}) =>
    useStored(app.db, {
      "sign-in.codeChannels": channels,
      "text-messages.gateway": "http",
      "text-messages.httpUrl": gateway.url,
      "sign-in.codeWaitSeconds": "0",
      ...more,
    });
  let serial = Date.now() % 1_000_000;
  const aNumber = () => `+4917${String(++serial).padStart(9, "0")}`;
  const holder = async (mobile: string | null = aNumber()) => {
    const contact = await aContact(testDb(), { portalId: portal.id });
    await testDb()("contacts").where({ id: contact.id }).update({ mobile });
    return { ...contact, mobile: mobile ?? "" };
  };
  const ask = (browser: Browser, email: string) => browser.post(`${front.base}/login/codes`, { email });
  const enter = (browser: Browser, email: string, code: string) =>
    browser.post(`${front.base}/login/code-sessions`, { email, code });
  /** What arrived for a number since the last look. */
  const texts = async (mobile: string) => {
    await deliverAll();
    const sender = createTextSender();
    while ((await sender.step(testDb())) > 0);
    const all = gateway.requests
      .splice(0)
      .map(({ body }) => JSON.parse(body) as { to: string; text: string });
    return all.filter(({ to }) => to === mobile).map(({ text }) => text);
  };
  const codeIn = (text = "") => /\d{6}/.exec(text)?.[0] ?? "";
  const mailsTo = (email: string) =>
    testDb()("mails").where({ recipient: email, kind: "sign-in-code" }).pluck<string[]>("body_text");

  it("takes the number in any spelling, texts a code, and signs in with it", async () => {
    const { email, mobile } = await holder();
    const browser = new Browser(app.url);
    const page = await browser.get(`${front.base}/login/code`);
    expect(page.$("label[for=field-email]").text()).to.equal("Email or mobile");
    const typed = `00${mobile.slice(1, 3)} (${mobile.slice(3, 6)}) ${mobile.slice(6)}`;
    const sent = await ask(browser, typed);
    expect(sent.$("[role=status]").text()).to.include(mobile).and.include("on its way to their phone");
    const [text = "", ...more] = await texts(mobile);
    expect(more).to.deep.equal([]);
    expect(text).to.match(/^\d{6} is your code for .+\n\n@127\.0\.0\.1 #\d{6}$/s);
    expect(await mailsTo(email), "the phone alone").to.deep.equal([]);
    const answer = await enter(browser, mobile, codeIn(text));
    expect([answer.status, answer.location]).to.deep.equal([303, front.base]);
    const trail = await testDb()("audit_events").where({ who: email, kind: "signed-in", reason: "code" });
    expect(trail).to.have.length(1);
    expect((await enter(browser, mobile, codeIn(text))).status, "a second time").to.equal(422);
  });

  it("goes to the phone of whoever typed the address, too; and to both when both are chosen", async () => {
    const { email, mobile } = await holder();
    const browser = new Browser(app.url);
    await ask(browser, email);
    expect((await enter(browser, email, codeIn((await texts(mobile))[0]))).status).to.equal(303);
    await choose("both");
    const other = new Browser(app.url);
    await ask(other, mobile);
    const [text] = await texts(mobile);
    const [mail = ""] = await mailsTo(email);
    expect(codeIn(mail.replace(/.*?(^\d{6}$).*/ms, "$1")))
      .to.equal(codeIn(text))
      .and.not.equal("");
    // A code that was asked for with the number works with the address: they are one person.
    expect((await enter(other, email, codeIn(text))).status).to.equal(303);
  });

  it("says the same of a number that nobody has, in as much time, and sends nothing", async () => {
    const { mobile } = await holder();
    const unknown = aNumber();
    const times: Record<string, number[]> = { [mobile]: [], [unknown]: [] };
    const pages = new Map<string, string>();
    for (let n = 0; n < 5; n++)
      for (const each of [mobile, unknown]) {
        const browser = new Browser(app.url);
        await browser.token();
        const before = performance.now();
        const { text } = await ask(browser, each);
        times[each]?.push(performance.now() - before);
        pages.set(
          each,
          text.replaceAll(each, "@").replace(/"[0-9a-f-]{36}"|(?<![\w-])[\w-]{43}(?![\w-])/g, ""),
        );
      }
    expect(pages.get(mobile)).to.equal(pages.get(unknown));
    const median = (of: string) => times[of]?.sort((a, b) => a - b)[2] ?? 0;
    expect(Math.abs(median(mobile) - median(unknown))).to.be.lessThan(40);
    expect(await texts(unknown)).to.deep.equal([]);
    expect((await enter(new Browser(app.url), unknown, "123456")).text).to.include("This code does not work");
  });

  it("signs nobody in with a number that two people have, however it is asked for", async () => {
    const { email, mobile } = await holder();
    const second = await holder(mobile);
    const browser = new Browser(app.url);
    for (const each of [mobile, email, second.email]) await ask(browser, each);
    expect(await texts(mobile)).to.deep.equal([]);
    // Disabled, the other holds it no more.
    await testDb()("contacts").where({ id: second.id }).update({ disabled_at: new Date() });
    await ask(browser, mobile);
    expect(await texts(mobile)).to.have.length(1);
  });

  it("knows one person in two portals, and agents", async () => {
    const { email, loginId, mobile } = await holder();
    const elsewhere = await aPortal(testDb());
    const now = { created_at: new Date(), updated_at: new Date() };
    await testDb()("contacts").insert({
      ...{ portal_id: elsewhere.id, login_id: loginId, name: "The same", email, mobile },
      ...now,
    });
    const agent = await anAgent(testDb(), { roles: [{ portalId: portal.id, role: "agent" }] });
    const own = aNumber();
    await testDb()("agents").where({ id: agent.id }).update({ mobile: own });
    for (const number of [mobile, own]) {
      const browser = new Browser(app.url);
      await ask(browser, number);
      expect((await enter(browser, number, codeIn((await texts(number))[0]))).status).to.equal(303);
    }
  });

  it("asks for an address or a number, and keeps what was typed", async () => {
    for (const typed of ["", "171 1234567", "nobody@", "somebody"]) {
      const answer = await ask(new Browser(app.url), typed);
      expect([answer.status, answer.$("#field-email").val()], typed).to.deep.equal([422, typed]);
    }
    await choose("mobile", { "accounts.country": "DE" });
    expect((await ask(new Browser(app.url), "0171 1234567")).text).to.include("+491711234567");
  });

  it("offers what works while the gateway takes nothing, whoever asks", async () => {
    const { mobile } = await holder();
    gateway.answer = { status: 401, text: "bad key" };
    const browser = new Browser(app.url);
    await ask(browser, mobile);
    await texts(mobile);
    for (const each of [mobile, aNumber(), "a@example.org"]) {
      const calm = await ask(browser, each);
      expect([calm.status, calm.$("h1").text()]).to.deep.equal([503, "Sign in with a code"]);
      expect(calm.$(".auth-links a").attr("href")).to.equal(`${front.base}/login`);
    }
    expect((await browser.get(`${front.base}/login`)).text).to.not.include("Sign in with a code");
    await choose("both");
    const both = await ask(browser, mobile);
    expect(both.$("[role=status]").text()).to.include("to their mailbox.").and.not.include("phone");
  });

  it("stops at the cap of the day, and then mails when both are chosen", async () => {
    await choose("both", { "text-messages.dailyCap": "1" });
    const [first, second] = [await holder(), await holder()];
    for (const each of [first, second]) await ask(new Browser(app.url), each.mobile);
    expect(await texts(second.mobile)).to.deep.equal([]);
    expect(await mailsTo(second.email)).to.have.length(1);
  });
});
