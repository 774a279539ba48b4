import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import { desktop, expectAccessible, launchChromium, openWindow, phone } from "../chromium.ts";
import { aFront, anAgent, aPortal, password } from "../factories.ts";
import { testDb } from "../harness.ts";
import { type Product, startProduct } from "../product.ts";
import { anAnnouncement, aSolution, aTopic } from "../publications.ts";

// An administrator makes a customer portal of their own, at a desk and on a phone; a customer sees it.

describe("customer portals in a browser", function () {
  this.timeout(90_000);
  let product: Product;
  let chromium: Browser;
  before(async () => {
    [product, chromium] = await Promise.all([startProduct(), launchChromium()]);
  });
  after(async () => {
    await chromium?.close();
    await product?.stop();
  });

  const settled = (page: Page) => page.locator("html:not([aria-busy])").waitFor({ state: "attached" });

  async function settle() {
    const db = testDb();
    const portal = await aPortal(db);
    await aFront(db, { portalId: portal.id, isDefault: true });
    const topic = await aTopic(db, { portalId: portal.id });
    await aSolution(db, { portalId: portal.id, topicId: topic.id, title: "Charge the van" });
    await anAnnouncement(db, { portalId: portal.id, title: "Closed on Friday" });
    return { portal, admin: await anAgent(db, { administrator: true }) };
  }

  async function signedIn(email: string, device: typeof desktop | typeof phone) {
    const opened = await openWindow(chromium, product.url, device);
    const { page } = opened;
    await page.goto("/login");
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Login", exact: true }).click();
    await page.waitForURL((url) => !url.pathname.endsWith("/login"));
    return opened;
  }

  for (const [name, device] of Object.entries({ phone, desktop }))
    it(`are made, customised, previewed, published and rolled back on a ${name}`, async () => {
      const { admin, portal } = await settle();
      const { page, errors } = await signedIn(admin.email, device);
      const slug = `vans-${name}-${Date.now().toString(36)}`;
      await page.goto("/admin/general-settings");
      await page.getByRole("link", { name: "Customer Portal Settings" }).first().click();
      await page.getByRole("link", { name: "New portal" }).click();
      await page.getByLabel("Name", { exact: true }).fill("Van Club");
      // Asked only where there are several, as when other tests ran before.
      const behind = page.getByLabel("Portal", { exact: true });
      if ((await behind.count()) > 0) await behind.selectOption(String(portal.id));
      await page.getByLabel("Address", { exact: true }).fill("van club");
      await page.getByRole("button", { name: "Create" }).click();
      await page.getByRole("alert").waitFor();
      await page.getByLabel("Address", { exact: true }).fill(slug);
      await page.getByRole("button", { name: "Create" }).click();
      await page.getByRole("heading", { level: 1, name: "Customize Van Club" }).waitFor();
      await settled(page);

      const verdict = page.getByRole("status").filter({ hasText: /easy|Hard/ });
      await verdict.filter({ hasText: "Everything is easy to read." }).waitFor();
      await page.getByLabel("Header", { exact: true }).fill("#ffffff");
      await page.getByLabel("Text in the header").fill("#cccccc");
      await verdict.filter({ hasText: "Text in the header: contrast 1.6. Hard to read" }).waitFor();
      await page.getByLabel("Text in the header").fill("#0b3d2e");
      await verdict.filter({ hasText: "Everything is easy to read." }).waitFor();
      await page.getByLabel("Buttons", { exact: true }).fill("#0b6b4f");
      await page.getByLabel("Welcome title").fill("Ahoy, drivers");
      await page.getByRole("button", { name: "Save the draft" }).click();
      await page.getByText("The draft is saved.").waitFor();
      await settled(page);
      // Without a mouse: the button keeps the focus while the block moves.
      await page.getByRole("button", { name: "Move Announcements up" }).focus();
      await page.keyboard.press("Enter");
      await page.waitForURL(/moved=/);
      await settled(page);
      const focused = await page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
      expect(focused).to.equal("Move Announcements up");
      await expectAccessible(page);

      await page.getByRole("link", { name: "Preview" }).click();
      await page.getByRole("link", { name: "Phone" }).click();
      await page.waitForURL(/device=phone/);
      const frame = page.frameLocator("iframe");
      await frame.getByRole("heading", { level: 1, name: "Ahoy, drivers" }).waitFor();
      await frame.getByRole("link", { name: "Solutions", exact: true }).click();
      await frame.getByRole("link", { name: "Charge the van" }).first().waitFor();
      await page.getByRole("link", { name: "Contact", exact: true }).click();
      await frame.getByText("You have no open requests.").waitFor();
      await settled(page);
      await expectAccessible(page);

      const customer = await openWindow(chromium, product.url, device);
      await customer.page.goto(`/portal/${slug}`);
      await customer.page.getByRole("heading", { level: 1, name: "How can we help?" }).waitFor();
      await page.getByRole("link", { name: "Back" }).click();
      await page.getByRole("link", { name: "Publish" }).click();
      await page.getByText("Name and texts").waitFor();
      await settled(page);
      await expectAccessible(page);
      await page.getByRole("button", { name: "Publish" }).click();
      await page.getByText("Van Club is published").waitFor();
      await customer.page.reload();
      await customer.page.getByRole("heading", { level: 1, name: "Ahoy, drivers" }).waitFor();
      const color = await customer.page
        .getByRole("button", { name: "Search" })
        .evaluate((button) => getComputedStyle(button).backgroundColor);
      expect(color).to.equal("rgb(11, 107, 79)");
      await expectAccessible(customer.page);

      await page.getByRole("link", { name: "History" }).click();
      await page.getByRole("link", { name: "Roll back to version 1" }).click();
      await page.getByRole("button", { name: "Roll back to this" }).click();
      await page.getByText("Van Club is published").waitFor();
      await customer.page.reload();
      await customer.page.getByRole("heading", { level: 1, name: "How can we help?" }).waitFor();
      expect([...errors, ...customer.errors]).to.deep.equal([]);
      await Promise.all([customer.context.close(), page.context().close()]);
    });
});
