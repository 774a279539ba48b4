import { expect } from "chai";
import { loadSettings } from "../core/settings.ts";
import { aContact, aFront, anAgent, aPortal, password } from "../test/factories.ts";
import { Browser, deliverAll, startApp, type TestApp, testDb } from "../test/harness.ts";

describe("locks, notices and sessions by settings", () => {
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

  async function set(values: Record<string, string>): Promise<void> {
    for (const [name, value] of Object.entries(values))
      await app.db("settings").insert({ name, value, changed_by: "", changed_at: new Date() });
    await loadSettings(app.db);
  }
  const contact = () => aContact(testDb(), { portalId });
  const guess = (email: string, browser = new Browser(app.url)) => browser.signIn(email, base, "wrong");
  const subjects = async (recipient: string) => {
    await deliverAll();
    return (await testDb()("mails").where({ recipient }).orderBy("id").pluck("subject")) as string[];
  };
  const alert = async (answer: Promise<{ $: (of: string) => { text(): string } }>) =>
    (await answer).$("[role=alert]").text();

  it("tells the person and the chosen agents of a lock, once, and nobody who does not work here", async () => {
    const [agent, former] = [await anAgent(app.db), await anAgent(app.db)];
    await testDb()("agents").where({ id: former.id }).update({ disabled_at: new Date() });
    await set({
      "sign-in.mostFailures": "3",
      "sign-in.lockMailTo": `${agent.email}, stranger@example.net, ${former.email}`,
    });
    const { email } = await contact();
    for (let tries = 0; tries < 5; tries++) await guess(email);
    expect(await subjects(email)).to.deep.equal(["Your account is locked for a while"]);
    expect(await subjects(agent.email)).to.deep.equal([`${email} is locked out for a while`]);
    for (const other of ["stranger@example.net", former.email])
      expect(await subjects(other), other).to.deep.equal([]);
  });

  it("does not tell of a lock when the last try was right", async () => {
    await set({ "sign-in.mostFailures": "3" });
    const { email } = await contact();
    for (let tries = 0; tries < 2; tries++) await guess(email);
    expect((await new Browser(app.url).signIn(email, base)).status).to.equal(303);
    expect(await subjects(email)).to.deep.equal([]);
  });

  it("says the administrators' message to the right password alone", async () => {
    await set({ "sign-in.mostFailures": "3", "sign-in.lockMessage": "Call 117." });
    const { email } = await contact();
    for (let tries = 0; tries < 3; tries++) await guess(email);
    expect(await alert(new Browser(app.url).signIn(email, base))).to.contain("Call 117.");
    expect(await alert(guess(email))).to.not.contain("Call 117.");
  });

  it("by account and device keeps the owner's browser open while a stranger guesses, and counts there too", async () => {
    await set({ "sign-in.mostFailures": "3", "sign-in.lockBy": "device" });
    const { email, loginId } = await contact();
    const own = new Browser(app.url);
    await own.signIn(email, base);
    await own.post(`${base}/logout`);
    for (let tries = 0; tries < 4; tries++) await guess(email);
    expect((await own.signIn(email, base)).status, "the owner").to.equal(303);
    const stranger = await new Browser(app.url).signIn(email, base);
    expect(stranger.status, "the stranger's lock stays, even with the password").to.equal(422);
    await own.post(`${base}/logout`);
    for (let tries = 0; tries < 3; tries++) await guess(email, own);
    expect((await own.signIn(email, base)).status, "the browser's own lock").to.equal(422);
    const admin = new Browser(app.url);
    await admin.signIn((await anAgent(app.db, { administrator: true })).email);
    expect((await admin.get("/admin/users/locked")).text).to.include("in a known browser");
    await admin.post("/admin/users/locked/unlocks", { login: String(loginId) });
    expect((await own.signIn(email, base)).status).to.equal(303);
  });

  it("tells of a sign-in with a new browser, and not of the first or a known one", async () => {
    const { email } = await contact();
    const first = new Browser(app.url);
    await first.signIn(email, base);
    await first.post(`${base}/logout`);
    await first.signIn(email, base);
    expect(await subjects(email)).to.deep.equal([]);
    const second = new Browser(app.url);
    await second.post(`${base}/login`, { email, password }, { "user-agent": "Firefox/140.0 (Windows NT)" });
    expect(await subjects(email)).to.deep.equal(["A sign-in with a new browser"]);
    const mail = (await testDb()("mails").where({ recipient: email }).first("body_text")) as {
      body_text: string;
    };
    expect(mail.body_text.replace(/\s+/g, " ")).to.contain("Firefox on Windows, from 127.0.0.1");
    await set({ "sign-in.newBrowserMail": "false" });
    await new Browser(app.url).signIn(email, base);
    expect(await subjects(email)).to.have.length(1);
  });

  it("tells of a changed password", async () => {
    const { email } = await contact();
    const browser = new Browser(app.url);
    await browser.signIn(email, base);
    await browser.post(`${base}/profile/password`, {
      current: password,
      password: "seven quiet lamps at noon",
    });
    expect(await subjects(email)).to.deep.equal(["Your password was changed"]);
  });

  it("keeps one session only where administrators say so", async () => {
    await set({ "sessions.oneOnly": "true" });
    const { email } = await contact();
    const [first, second] = [new Browser(app.url), new Browser(app.url)];
    await first.signIn(email, base);
    await second.signIn(email, base);
    expect((await first.get(`${base}/requests`)).status).to.equal(303);
    expect((await second.get(`${base}/requests`)).status).to.equal(200);
  });
});
