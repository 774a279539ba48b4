import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect } from "chai";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Debian's Chromium, with everything off that would look for the internet. */
export const launchChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--disable-dev-shm-usage",
    ],
  });

export const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
export const desktop = { viewport: { width: 1280, height: 900 } };

/** A person's own browser window. What a page logs as an error fails the test at the end (`errors` must stay empty). */
export async function openWindow(
  browser: Browser,
  url: string,
  device: typeof phone | typeof desktop,
): Promise<{ context: BrowserContext; page: Page; errors: string[] }> {
  // Axe is put in by evaluate: the pages' CSP would rightly refuse a script of ours from elsewhere.
  const context = await browser.newContext({ ...device, baseURL: url, locale: "en-GB" });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  // Chromium also logs each page that is a 404 or a 422; those are answers. What a page itself loads must be there.
  page.on("response", (answer) => {
    if (answer.status() >= 400 && !["document", "fetch", "xhr"].includes(answer.request().resourceType()))
      errors.push(`${answer.status()} ${answer.url()}`);
  });
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      errors.push(message.text());
  });
  return { context, page, errors };
}

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly help: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

/** Fails when axe finds anything serious or critical on the page as it is. */
export async function expectAccessible(page: Page, tries = 3): Promise<void> {
  // While Turbo loads a page, <html> is marked busy; what is judged is the page that stays.
  await page.locator("html:not([aria-busy])").waitFor({ state: "attached" });
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResult> } }).axe.run(),
  );
  // A live refresh that began meanwhile: the page it judged was on its way out.
  if (tries > 1 && violations.some(({ nodes }) => /^<html[^>]* aria-busy/.test(nodes[0]?.html ?? "")))
    return expectAccessible(page, tries - 1);
  const serious = violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, help, nodes }) => `${id}: ${help} (${nodes[0]?.html.slice(0, 160)})`);
  expect(serious, `axe on ${page.url()}`).to.deep.equal([]);
}
