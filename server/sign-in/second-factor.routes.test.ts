import { expect } from "chai";
import { loadSettings } from "../core/settings.ts";
import { aContact, aFront, anAgent, aPortal, password } from "../test/factories.ts";
import { Browser, deliverAll, startApp, type TestApp, testDb } from "../test/harness.ts";
import { codeAt } from "./totp.ts";
import { ageProof, soon, twoSteps } from "./two-steps-fixtures.test.ts";

describe("two-step verification", () => {
  let app: TestApp;
  let portal: { id: number; slug: string };
  let base: string;
  before(async () => {
    app = await startApp();
    portal = await aPortal(app.db);
    base = (await aFront(app.db, { portalId: portal.id })).base;
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
  const contact = () => aContact(testDb(), { portalId: portal.id });

  const { turnOn, firstStep, secondStep, withFactor } = twoSteps({
    url: () => app.url,
    base: () => base,
    portalId: () => portal.id,
  });

  it("is turned on with an app, asked for after the password, and each code counts once", async () => {
    const { email, loginId, secret, code: first, recovery } = await withFactor();
    expect(recovery).to.have.length(10);
    const stored = JSON.stringify([
      await testDb()("second_factors").where({ login_id: loginId }),
      await testDb()("recovery_codes").where({ login_id: loginId }),
    ]);
    expect(stored).to.not.include(secret).and.not.include(recovery[0]);

    const browser = await firstStep(email);
    expect((await browser.get(`${base}/requests`)).status, "not signed in yet").to.equal(303);
    expect((await secondStep(browser, { code: first })).status, "the enrolment's code").to.equal(422);
    const code = codeAt(secret, soon());
    const answer = await secondStep(browser, { code: `${code.slice(0, 3)} ${code.slice(3)}` });
    expect([answer.status, answer.location]).to.deep.equal([303, base]);
    expect((await browser.get(`${base}/requests`)).status).to.equal(200);
    expect((await secondStep(await firstStep(email), { code })).status, "the same code again").to.equal(422);
  });

  it("tells the owner by mail", async () => {
    const { email } = await withFactor();
    await deliverAll();
    const mail = (await testDb()("mails")
      .where({ recipient: email, kind: "security-notice" })
      .first("subject")) as {
      subject: string;
    };
    expect(mail.subject).to.equal("Two-step verification was turned on");
  });

  it("takes each recovery code once", async () => {
    const { email, recovery } = await withFactor();
    const [code = ""] = recovery;
    expect((await secondStep(await firstStep(email), { code: code.toUpperCase() })).status).to.equal(303);
    expect((await secondStep(await firstStep(email), { code })).status).to.equal(422);
  });

  it("locks after too many wrong codes, also for somebody who knows the password", async () => {
    const { email, loginId, secret } = await withFactor();
    for (let tries = 0; tries < 5; tries++) await secondStep(await firstStep(email), { code: "000000" });
    const { failed_attempts: failed } = (await testDb()("second_factors")
      .where({ login_id: loginId })
      .first()) as {
      failed_attempts: number;
    };
    expect(failed).to.equal(5);
    await testDb()("second_factors").where({ login_id: loginId }).update({ failed_attempts: 9 });
    await secondStep(await firstStep(email), { code: "000000" });
    const locked = await secondStep(await firstStep(email), { code: codeAt(secret, soon()) });
    expect([locked.status, locked.$("#field-code-error").text()]).to.deep.equal([
      422,
      "Too many codes were wrong. Wait a while, then try again, or ask whom this page names for help.",
    ]);
  });

  it("is bound to the browser and to ten minutes", async () => {
    const { email, secret } = await withFactor();
    const browser = await firstStep(email);
    const stranger = new Browser(app.url);
    const answer = await secondStep(stranger, { code: codeAt(secret, soon()) });
    expect([answer.status, answer.location]).to.deep.equal([303, `${base}/login`]);
    expect((await stranger.get(`${base}/login/second-step`)).location).to.equal(`${base}/login`);
    expect((await browser.get(`${base}/login/second-step`)).status).to.equal(200);
  });

  it("is not asked again in a browser that is trusted, until that is taken back", async () => {
    const { email, secret, browser: own, loginId } = await withFactor();
    const browser = await firstStep(email);
    await secondStep(browser, { code: codeAt(secret, soon()), trust: "true" });
    await browser.post(`${base}/logout`);
    expect((await browser.signIn(email, base)).location).to.equal(base);
    const page = await own.get(`${base}/profile/second-factor`);
    const id = String(page.$("input[name=browser]").val());
    await own.post(`${base}/profile/second-factor/distrusts`, { browser: id });
    await browser.post(`${base}/logout`);
    expect((await browser.signIn(email, base)).location).to.equal(`${base}/login/second-step`);
    await set("sign-in.trustDays", "0");
    await testDb()("second_factors").where({ login_id: loginId }).update({ used_step: 0 });
    await secondStep(browser, { code: codeAt(secret, new Date()), trust: "true" });
    await browser.post(`${base}/logout`);
    expect((await browser.signIn(email, base)).location, "nobody is trusted").to.equal(
      `${base}/login/second-step`,
    );
  });

  it("is set up at the next sign-in where it is required, and cannot be turned off there", async () => {
    await set("sign-in.secondFactorContacts", "required");
    const { email } = await contact();
    const browser = new Browser(app.url);
    const first = await browser.signIn(email, base);
    expect(first.location).to.equal(`${base}/login/enrolment`);
    const page = await browser.get(`${base}/login/enrolment`);
    const secret = page.$(".steps code").text().replaceAll(" ", "");
    const sealed = String(page.$("input[name=sealed]").val());
    const slip = await browser.post(`${base}/login/enrolments`, { sealed, code: "000000" });
    expect(slip.status).to.equal(422);
    expect(slip.$(".steps code").text().replaceAll(" ", ""), "the same key: the app has it already").to.equal(
      secret,
    );
    const done = await browser.post(`${base}/login/enrolments`, { sealed, code: codeAt(secret, new Date()) });
    expect(done.$(".recovery-codes li")).to.have.length(10);
    expect((await browser.get(`${base}/requests`)).status, "not before the codes are kept").to.equal(303);
    expect((await browser.post(`${base}/login/continuation`)).location).to.equal(base);
    expect((await browser.get(`${base}/requests`)).status).to.equal(200);
    const off = await browser.post(`${base}/profile/second-factor/removal`, { method: "app" });
    expect(off.text).to.include("Your organisation requires two-step verification");
  });

  it("does not let the password alone replace a factor that is there", async () => {
    const { email } = await withFactor();
    await set("sign-in.secondFactorContacts", "required");
    const thief = await firstStep(email);
    expect((await thief.get(`${base}/login/enrolment`)).location).to.equal(`${base}/login`);
  });

  it("is turned off, and recovery codes are replaced, by whoever proved recently that it is them", async () => {
    const { browser, recovery, email, loginId, secret } = await withFactor();
    const at = `${base}/profile/second-factor`;
    await ageProof(loginId);
    expect((await browser.post(`${at}/removal`, { method: "app" })).status).to.equal(403);
    const asked = await browser.post(`${at}/recovery-codes`);
    const held = String(asked.$("input[name=_held]").val());
    expect(
      (await browser.post(`${at}/recovery-codes`, { _held: held, current: password, code: "000000" })).status,
    ).to.equal(422);
    const fresh = await browser.post(`${at}/recovery-codes`, {
      _held: held,
      current: password,
      code: codeAt(secret, soon()),
    });
    expect(fresh.$(".recovery-codes li")).to.have.length(10);
    expect(
      (await secondStep(await firstStep(email), { code: recovery[1] ?? "" })).status,
      "replaced",
    ).to.equal(422);
    expect((await browser.post(`${at}/removal`, { method: "app" })).location).to.equal(at);
    expect((await new Browser(app.url).signIn(email, base)).location).to.equal(base);
  });

  it("works for agents at the desk and in administration, and by a code sent by mail", async () => {
    const agent = await anAgent(testDb(), {
      administrator: true,
      roles: [{ portalId: portal.id, role: "agent" }],
    });
    const browser = new Browser(app.url);
    await browser.signIn(agent.email);
    const { secret } = await turnOn(browser, "/admin");
    expect((await browser.get(`/desk/${portal.slug}/profile/second-factor`)).text).to.include(
      "10 recovery codes",
    );
    const again = new Browser(app.url);
    expect((await again.signIn(agent.email)).location).to.equal("/login/second-step");
    const answer = await again.post("/login/second-steps", { code: codeAt(secret, soon()) });
    expect(answer.location).to.equal(`/desk/${portal.slug}/requests`);
  });

  it("is not there when administrators switched it off", async () => {
    const { browser, email } = await withFactor();
    await set("sign-in.secondFactorContacts", "off");
    expect((await browser.get(`${base}/profile/second-factor`)).status).to.equal(404);
    expect((await browser.get(`${base}/profile`)).text).to.not.include("Two-step");
    expect((await new Browser(app.url).signIn(email, base)).location).to.equal(base);
  });
});
