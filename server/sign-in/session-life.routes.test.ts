import { expect } from "chai";
import type { Browser as Chromium } from "playwright-core";
import { sessionsRevoked } from "../core/http/session.ts";
import { loadSettings } from "../core/settings.ts";
import { desktop, launchChromium, openWindow } from "../test/chromium.ts";
import { aContact, aFront, anAgent, aPortal, password } from "../test/factories.ts";
import { Browser, startApp, type TestApp, testDb } from "../test/harness.ts";

const hour = 3_600_000;

describe("the life of a session", () => {
  let app: TestApp;
  let chromium: Chromium;
  let portal: { id: number; slug: string };
  let base: string;
  before(async () => {
    [app, chromium] = await Promise.all([startApp(), launchChromium()]);
    portal = await aPortal(app.db);
    base = (await aFront(app.db, { portalId: portal.id })).base;
  });
  afterEach(async () => {
    await app.db("settings").delete();
    await loadSettings(app.db);
  });
  after(async () => {
    await chromium?.close();
    await app?.close();
  });

  async function set(name: string, value: string): Promise<void> {
    await app.db("settings").insert({ name, value, changed_by: "", changed_at: new Date() });
    await loadSettings(app.db);
  }
  async function signedIn(fields: Record<string, string> = {}) {
    const person = await aContact(testDb(), { portalId: portal.id });
    const browser = new Browser(app.url);
    const answer = await browser.post(`${base}/login`, { email: person.email, password, ...fields });
    const cookie = answer.headers.getSetCookie().find((each) => each.startsWith("holdfast.session=")) ?? "";
    return { ...person, browser, cookie };
  }
  /** As if the session had been used last, or had begun, so long ago; other processes then look at the row. */
  async function age(loginId: number, { idle = 0, begun = 0 }: { idle?: number; begun?: number }) {
    const row = (await testDb()("sessions").where({ login_id: loginId }).first("data")) as { data: string };
    const data = JSON.parse(row.data) as { signedInAt: number };
    await testDb()("sessions")
      .where({ login_id: loginId })
      .update({
        last_active_at: new Date(Date.now() - idle),
        data: JSON.stringify({ ...data, signedInAt: data.signedInAt - begun }),
      });
    sessionsRevoked();
  }
  const isIn = async (browser: Browser) => (await browser.get(`${base}/requests`)).status === 200;

  it("ends when nobody uses it, and a shorter limit acts on sessions that are open", async () => {
    const { browser, loginId } = await signedIn();
    await age(loginId, { idle: 11 * hour });
    expect(await isIn(browser)).to.equal(true);
    await age(loginId, { idle: hour });
    await set("sessions.idleMinutes", "30");
    expect(await isIn(browser)).to.equal(false);
  });

  it("ends a week after signing in, however much it is used", async () => {
    const { browser, loginId } = await signedIn();
    await age(loginId, { begun: 167 * hour });
    expect(await isIn(browser)).to.equal(true);
    await age(loginId, { begun: 2 * hour });
    expect(await isIn(browser)).to.equal(false);
  });

  it("lasts for thirty days when it is kept, and the cookie with it; else the cookie goes with the browser", async () => {
    expect((await signedIn()).cookie).to.not.match(/expires|max-age/i);
    const { browser, loginId, cookie } = await signedIn({ keep: "true" });
    expect(cookie).to.match(/Expires=/);
    await age(loginId, { idle: 29 * 24 * hour, begun: 29 * 24 * hour });
    expect(await isIn(browser)).to.equal(true);
    await age(loginId, { begun: 2 * 24 * hour });
    expect(await isIn(browser)).to.equal(false);
    await set("sessions.keptDays", "0");
    expect((await signedIn({ keep: "true" })).cookie, "not offered").to.not.match(/expires|max-age/i);
  });

  it("is of no use for what was taken away: at the next click", async () => {
    const agent = await anAgent(app.db, { roles: [{ portalId: portal.id, role: "agent" }] });
    const browser = new Browser(app.url);
    await browser.signIn(agent.email);
    const desk = `/desk/${portal.slug}/requests`;
    expect((await browser.get(desk)).status).to.equal(200);
    await testDb()("portal_members").where({ agent_id: agent.id }).delete();
    expect((await browser.get(desk)).status).to.equal(404);
    await testDb()("agents").where({ id: agent.id }).update({ disabled_at: new Date() });
    expect((await browser.get(desk)).status).to.equal(403);
  });

  it("is over at once after Sign out, and Back shows nothing of it", async () => {
    const { email, name } = await aContact(app.db, { portalId: portal.id });
    const { context, page } = await openWindow(chromium, app.url, desktop);
    await page.goto(`${base}/login`);
    await page.getByRole("textbox", { name: "Email" }).fill(email);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Login" }).click();
    await page.getByText("Account menu").first().waitFor({ state: "attached" });
    await page.goto(`${base}/profile`);
    await page.getByRole("textbox", { name: "Name" }).waitFor();
    const stolen = await context.cookies();
    await page
      .getByRole("button", { name: "Account menu" })
      .or(page.locator("summary", { hasText: "Account menu" }))
      .first()
      .click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("link", { name: "Login" }).waitFor();
    await page.goBack();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(await page.content()).to.not.contain(name);
    await context.addCookies(stolen);
    await page.goto(`${base}/profile`);
    expect(new URL(page.url()).pathname, "the old cookie").to.equal(`${base}/login`);
    await context.close();
  }).timeout(30_000);
});
