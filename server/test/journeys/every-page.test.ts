import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import { capabilities } from "../../capabilities.ts";
import type { Route } from "../../core/http/routes.ts";
import { startAgent, type TestAgent } from "../agent.ts";
import { desktop, expectAccessible, launchChromium, openWindow, phone } from "../chromium.ts";
import { aContact, aFront, anAgent, aPortal, password } from "../factories.ts";
import { startApp, type TestApp } from "../harness.ts";
import { type Objects, settleObjects } from "../objects.ts";

// Opens every page that a route declares in Chromium, as whoever it is for: nothing serious for axe, nothing wider than the screen, no
// error in the console. Pages added later are opened too.

const looks = {
  "on a desktop, light": { ...desktop, colorScheme: "light" as const },
  "on a phone, dark": { ...phone, colorScheme: "dark" as const },
};
type Visitor = "guest" | "contact" | "agent" | "administrator";
const visitors: Record<Route["audience"], Visitor> = {
  anyone: "guest",
  guest: "guest",
  contact: "contact",
  agent: "agent",
  admin: "administrator",
};

describe("every page", function () {
  this.timeout(240_000);
  let app: TestApp;
  let chromium: Browser;
  let failoverAgent: TestAgent;
  let objects: Objects;
  let emails: Record<Exclude<Visitor, "guest">, string>;
  let front: { base: string; slug: string };

  before(async () => {
    [app, chromium, failoverAgent] = await Promise.all([startApp(), launchChromium(), startAgent()]);
    const portal = await aPortal(app.db);
    front = await aFront(app.db, { portalId: portal.id });
    const contact = await aContact(app.db, { portalId: portal.id });
    const agent = await anAgent(app.db, { roles: [{ portalId: portal.id, role: "coordinator" }] });
    const administrator = await anAgent(app.db, { administrator: true });
    emails = { contact: contact.email, agent: agent.email, administrator: administrator.email };
    objects = await settleObjects(app.db, { portal, front, contactId: contact.id });
  });
  after(async () => {
    await chromium?.close();
    await failoverAgent?.stop();
    await app?.close();
  });

  for (const [name, look] of Object.entries(looks))
    it(`is accessible, fits and logs no error ${name}`, async () => {
      const faults: string[] = [];
      let opened = 0;
      for (const visitor of ["guest", "contact", "agent", "administrator"] as const) {
        const window = await openWindow(chromium, app.url, look);
        if (visitor !== "guest")
          await signIn(window.page, emails[visitor], visitor === "contact" ? front.base : "");
        for (const path of pagesFor(visitor)) {
          const answer = await window.page.goto(path);
          if (answer?.status() !== 200 || !answer.headers()["content-type"]?.startsWith("text/html"))
            continue; // what is not a page is not judged
          if ((await window.page.locator("main").count()) === 0) continue; // a fragment for a script
          opened++;
          await judge(window.page).catch((error: unknown) =>
            faults.push(`${visitor} ${path}: ${(error as Error).message}`),
          );
          if (window.errors.length > 0)
            faults.push(`${visitor} ${path} logs ${window.errors.splice(0).join("; ")}`);
        }
        await window.context.close();
      }
      expect(faults).to.deep.equal([]);
      expect(opened).to.be.greaterThan(35);
    });

  function pagesFor(visitor: Visitor): string[] {
    const bases: Record<Route["audience"], string> = {
      anyone: "",
      guest: front.base,
      contact: front.base,
      agent: `/desk/${objects.portalSlug}`,
      admin: "/admin",
    };
    return capabilities
      .flatMap((capability) => (capability.routes ?? []).flatMap((routes) => routes.list))
      .filter(
        ({ method, audience, path }) =>
          method === "GET" &&
          visitors[audience] === visitor &&
          !/\/live$|attachments|logo$|\.css$|\.csv$/.test(path),
      )
      .map(({ audience, path }) => `${bases[audience]}${objects.fill(path)}` || "/");
  }
});

async function judge(page: Page): Promise<void> {
  await page.waitForFunction(() => !document.querySelector("textarea[data-editor-target]:not([hidden])"));
  await expectAccessible(page);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wider, "pixels wider than the screen").to.be.at.most(0);
}

async function signIn(page: Page, email: string, base: string): Promise<void> {
  await page.goto(`${base}/login`);
  await page.getByRole("textbox", { name: "Email" }).fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Login" }).click();
  await page.getByText("Account menu").first().waitFor({ state: "attached" });
}
