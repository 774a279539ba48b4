import { expect } from "chai";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium } from "playwright-core";
import { aContact, aFront, aPortal, password } from "../test/factories.ts";
import { startApp, type TestApp } from "../test/harness.ts";

describe("a browser that takes no cookies", function () {
  this.timeout(30_000);
  let app: TestApp;
  let base: string;
  let email: string;
  const profiles: string[] = [];
  const contexts: BrowserContext[] = [];
  before(async () => {
    app = await startApp();
    const { id: portalId } = await aPortal(app.db);
    base = (await aFront(app.db, { portalId })).base;
    email = (await aContact(app.db, { portalId })).email;
  });
  after(async () => {
    for (const context of contexts) await context.close();
    for (const profile of profiles) rmSync(profile, { recursive: true, force: true });
    await app.close();
  });

  const open = async (javaScriptEnabled: boolean) => {
    const profile = mkdtempSync(join(tmpdir(), "holdfast-no-cookies-"));
    profiles.push(profile);
    mkdirSync(join(profile, "Default"));
    // Chromium's own switch: Settings → Privacy → sites may not save data.
    const preferences = { profile: { default_content_setting_values: { cookies: 2 } } };
    writeFileSync(join(profile, "Default/Preferences"), JSON.stringify(preferences));
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
      baseURL: app.url,
      javaScriptEnabled,
    });
    contexts.push(context);
    return context.newPage();
  };

  it("is told plainly before anything is typed, and again when the form comes", async () => {
    const page = await open(true);
    await page.goto(`${base}/login`);
    await page.getByRole("alert").filter({ hasText: "Allow cookies for this address" }).waitFor();
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Login", exact: true }).click();
    await page.waitForLoadState();
    expect(await page.locator("[role=alert]:visible").first().textContent()).to.include("needs one");
    await page.context().close();
  });

  it("is told without JavaScript, too", async () => {
    const page = await open(false);
    await page.goto(`${base}/login`);
    expect(await page.locator("[role=alert]:visible").count()).to.equal(0);
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Login", exact: true }).click();
    await page.getByRole("alert").filter({ hasText: "Allow cookies for this address" }).waitFor();
  });
});
