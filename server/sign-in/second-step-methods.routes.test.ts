import { expect } from "chai";
import { loadSettings } from "../core/settings.ts";
import { aContact, aFront, anAgent, aPortal } from "../test/factories.ts";
import { Browser, deliverAll, startApp, type TestApp, testDb } from "../test/harness.ts";
import { sealSecret } from "./second-factors.service.ts";
import { codeAt } from "./totp.ts";
import { twoSteps } from "./two-steps-fixtures.test.ts";

describe("codes by mail as the second step", () => {
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

  const { firstStep, secondStep, withFactor } = twoSteps({
    url: () => app.url,
    base: () => base,
    portalId: () => portalId,
  });
  async function set(values: Record<string, string>): Promise<void> {
    for (const [name, value] of Object.entries(values))
      await app.db("settings").insert({ name, value, changed_by: "", changed_at: new Date() });
    await loadSettings(app.db);
  }
  async function mailedCode(recipient: string): Promise<string> {
    await deliverAll();
    const mail = (await testDb()("mails")
      .where({ recipient, kind: "sign-in-code" })
      .orderBy("id", "desc")
      .first("body_text")) as { body_text: string };
    return /\b\d{6}\b/.exec(mail.body_text)?.[0] ?? "";
  }
  async function withMail() {
    const person = await aContact(testDb(), { portalId });
    const browser = new Browser(app.url);
    await browser.signIn(person.email, base);
    const at = `${base}/profile/second-factor`;
    const sent = await browser.post(`${at}/codes`);
    expect(sent.$("input[name=mailed]")).to.have.length(1);
    expect((await browser.post(`${at}/mails`, { mailed: "000000" })).status).to.equal(422);
    const on = await browser.post(`${at}/mails`, { mailed: await mailedCode(person.email) });
    expect(on.$("h1").text()).to.equal("Your recovery codes");
    return { ...person, browser, recovery: on.$(".recovery-codes code").first().text() };
  }

  it("are turned on with one, asked for after the password, and each counts once", async () => {
    const { email, recovery } = await withMail();
    await app.db("one_time_codes").delete();
    const browser = await firstStep(email);
    const page = await browser.post(`${base}/login/second-step-codes`);
    expect(page.$("input[name=via]").val()).to.equal("mail");
    const code = await mailedCode(email);
    expect((await secondStep(browser, { code: "123123", via: "mail" })).status).to.equal(422);
    expect((await secondStep(browser, { code, via: "mail" })).location).to.equal(base);
    expect((await browser.get(`${base}/requests`)).status).to.equal(200);
    const again = await firstStep(email);
    expect((await secondStep(again, { code, via: "mail" })).status, "used, and of another browser").to.equal(
      422,
    );
    expect((await secondStep(again, { code: recovery })).location, "a recovery code").to.equal(base);
  });

  it("are no second step for somebody who came in by a code by mail", async () => {
    const { email } = await withMail();
    await app.db("one_time_codes").delete();
    const browser = new Browser(app.url);
    await browser.post(`${base}/login/codes`, { email });
    await browser.post(`${base}/login/code-sessions`, { email, code: await mailedCode(email) });
    const answer = await browser.get(`${base}/login/second-step`);
    expect(answer.location).to.equal(`${base}/login`);
    expect((await browser.get(`${base}/login`)).text).to.include("cannot be the first as well");
    expect((await browser.get(`${base}/requests`)).status).to.equal(303);
  });

  it("are not taken from who has turned on something else", async () => {
    const { email } = await withFactor();
    const browser = await firstStep(email);
    expect((await browser.get(`${base}/login/second-step`)).text).to.not.include("Send a code by e-mail");
    await browser.post(`${base}/login/second-step-codes`);
    await deliverAll();
    const mails = await testDb()("mails").where({ recipient: email, kind: "sign-in-code" });
    expect(mails).to.deep.equal([]);
  });

  it("stand beside the app where a second step is required, and only what is allowed is offered", async () => {
    await set({ "sign-in.secondFactorContacts": "required", "sign-in.secondFactorAgents": "required" });
    const { email } = await aContact(testDb(), { portalId });
    const browser = new Browser(app.url);
    expect((await browser.signIn(email, base)).location).to.equal(`${base}/login/enrolment`);
    expect((await browser.get(`${base}/login/enrolment`)).text)
      .to.include("Code by e-mail")
      .and.include("QR code");
    await browser.post(`${base}/login/enrolment-codes`);
    const slip = await browser.post(`${base}/login/enrolment-mails`, { mailed: "000000" });
    expect([slip.status, slip.$("#field-mailed-error").length]).to.deep.equal([422, 1]);
    const done = await browser.post(`${base}/login/enrolment-mails`, { mailed: await mailedCode(email) });
    expect(done.$(".recovery-codes li")).to.have.length(10);
    expect((await browser.post(`${base}/login/continuation`)).location).to.equal(base);
    const agent = await anAgent(testDb(), { roles: [{ portalId, role: "agent" }] });
    const desk = new Browser(app.url);
    expect((await desk.signIn(agent.email)).location).to.equal("/login/enrolment");
    expect((await desk.get("/login/enrolment")).text).to.not.include("Code by e-mail");
    await desk.post("/login/enrolment-codes");
    await deliverAll();
    const mails = (await testDb()("mails").where({ recipient: agent.email }).first("body_text")) as
      { body_text: string } | undefined;
    const code = /\b\d{6}\b/.exec(mails?.body_text ?? "")?.[0] ?? "000000";
    expect((await desk.post("/login/enrolment-mails", { mailed: code })).status, "not allowed").to.equal(422);
  });

  it("cannot be replaced by an app with the password alone", async () => {
    const { email } = await withMail();
    await set({ "sign-in.secondFactorContacts": "required" });
    const thief = await firstStep(email);
    const { loginId } = (await testDb()("logins").where({ email }).first({ loginId: "id" })) as {
      loginId: number;
    };
    const secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    const answer = await thief.post(`${base}/login/enrolments`, {
      sealed: sealSecret(loginId, secret),
      code: codeAt(secret, new Date()),
    });
    expect([answer.status, answer.location]).to.deep.equal([303, `${base}/login`]);
    expect(await testDb()("second_factors").where({ login_id: loginId })).to.deep.equal([]);
  });

  it("that administrators switch off count no more", async () => {
    const { email } = await withMail();
    await set({ "sign-in.contactsMayUseMail": "false" });
    expect((await new Browser(app.url).signIn(email, base)).location).to.equal(base);
    await set({ "sign-in.secondFactorContacts": "required" });
    expect((await new Browser(app.url).signIn(email, base)).location).to.equal(`${base}/login/enrolment`);
  });
});
