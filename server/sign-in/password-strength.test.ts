import { expect } from "chai";
import type { Browser as Chromium, Page } from "playwright-core";
import { aContact, aFront, aPortal } from "../test/factories.ts";
import { Browser, startApp, type TestApp } from "../test/harness.ts";
import { desktop, expectAccessible, launchChromium, openWindow } from "../test/chromium.ts";
import { makeResetLink } from "./links.service.ts";

describe("advice about a new password", () => {
  let app: TestApp;
  let chromium: Chromium;
  let page: Page;
  let errors: string[];
  let url: string;
  const scripts: string[] = [];
  before(async () => {
    app = await startApp();
    chromium = await launchChromium();
    const { id: portalId } = await aPortal(app.db);
    const { base } = await aFront(app.db, { portalId });
    const { email } = await aContact(app.db, { portalId, email: "ludovica.bianchetti@example.com" });
    const ctx = { db: app.db, actor: { kind: "system" as const }, now: new Date() };
    url = `${base}/reset-password?token=${await makeResetLink(ctx, email)}`;
    ({ page, errors } = await openWindow(chromium, app.url, desktop));
    page.on("request", (request) => scripts.push(request.url()));
    await page.goto(url);
  });
  after(async () => {
    await chromium.close();
    await app.close();
  });
  const verdict = () => page.locator(".strength [role=status]");
  const type = async (password: string, words: RegExp) => {
    await page.getByLabel("New password").fill(password);
    await verdict()
      .filter({ hasText: words })
      .waitFor({ timeout: 3000 })
      .catch(async () => expect(await verdict().textContent()).to.match(words));
  };

  it("loads the word lists when somebody begins to choose one, in a file of their own", async () => {
    await page.goto(`${url}&again`);
    await page.waitForLoadState("networkidle");
    const before = scripts.filter((each) => /password-estimate-\w+\.js$/.test(each)).length;
    expect(before).to.equal(0);
    await type("x", /Very easy|Easy/);
    expect(scripts.filter((each) => /password-estimate-\w+\.js$/.test(each))).to.have.length(1);
  });

  it("says how good it is and why it is not better, in words, for a screen reader too", async () => {
    await type("short", /Use at least 12 characters/);
    await type("passwordpassword1", /Easy to guess|Very easy/);
    await type("ludovica bianchetti", /made from your name or address/);
    await type("qwertyuiopasdfgh", /[Ee]asy to guess.*(side by side|Many people)/);
    await type("tulip marble ocean fence", /Very good/);
    expect(await page.locator(".strength-meter").getAttribute("data-level")).to.equal("4");
    await expectAccessible(page);
    expect(errors).to.deep.equal([]);
  });

  it("goes away with the last character, and never stands in the way of the form", async () => {
    await page.getByLabel("New password").fill("");
    await page.locator(".strength").waitFor({ state: "hidden" });
  });

  it("stands as plain rules where there is no JavaScript, and the server refuses", async () => {
    const browser = new Browser(app.url);
    const { $ } = await browser.get(url);
    expect($(".field-help").text()).to.match(/At least 12 characters.*Not your name/);
    const token = new URL(url, app.url).searchParams.get("token") ?? "";
    const path = url.split("?")[0] ?? "";
    const refused = await browser.post(path, { token, password: "Chocolate2026!" });
    expect(refused.status).to.equal(422);
    expect(refused.$("#field-password-error").text()).to.include("many people choose it");
    expect((await browser.post(path, { token, password: "tulip marble ocean fence" })).status).to.equal(303);
  });
});
