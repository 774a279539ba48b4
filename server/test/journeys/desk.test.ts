import { expect } from "chai";
import type { Browser } from "playwright-core";
import { desktop, expectAccessible, launchChromium, phone } from "../chromium.ts";
import { aBusyDesk, agentWindow, settled } from "../desk-windows.ts";
import { aTicket } from "../factories.ts";
import { testDb } from "../harness.ts";
import { type Product, startProduct } from "../product.ts";

// The desk in a real browser: by keyboard alone, with two agents on one request in two processes, with a list that changes under one's hands.

describe("the desk", function () {
  this.timeout(90_000);
  let one: Product;
  let two: Product;
  let chromium: Browser;

  before(async () => {
    [one, two, chromium] = await Promise.all([startProduct(), startProduct(), launchChromium()]);
  });
  after(async () => {
    await chromium?.close();
    await Promise.all([one?.stop(), two?.stop()]);
  });

  it("is used by keyboard alone", async () => {
    const { mia, queue, tickets } = await aBusyDesk();
    const { page, errors } = await agentWindow(chromium, one, mia.email);
    const keys = page.keyboard;
    await page.locator(".desk-main").waitFor();
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await keys.press("?");
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    await keys.press("Escape");
    await keys.press("j");
    await keys.press("j");
    await keys.press("x");
    await page.getByText("1 selected").waitFor();
    await keys.press("j");
    await keys.press("k");
    await keys.press("Enter");
    await page.getByRole("heading", { level: 1, name: "In between" }).waitFor();
    await settled(page);
    await keys.press("r");
    await keys.type("Typed without a mouse.");
    await keys.press("Control+Enter");
    await page.locator(".message-agent", { hasText: "Typed without a mouse." }).waitFor();
    await settled(page);
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await keys.press("n");
    await keys.type("Only for us.");
    await keys.press("Control+Enter");
    await page.locator(".message-note", { hasText: "Only for us." }).waitFor();
    await settled(page);
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await keys.press("u");
    await page.waitForURL((url) => url.pathname === queue);
    await settled(page);
    await keys.press("/");
    await keys.type(`#${tickets[0]?.number}`);
    await keys.press("Enter");
    await page.getByRole("heading", { level: 1, name: "The oldest" }).waitFor();
    await page.goto(queue);
    await keys.press("c");
    await page.getByRole("heading", { level: 1, name: "New request" }).waitFor();
    expect(errors).to.deep.equal([]);
  });

  it("shows who else is there and what they send, and keeps what I am writing", async () => {
    const { mia, jonas, queue, tickets } = await aBusyDesk();
    const [mine, theirs] = [
      await agentWindow(chromium, one, mia.email),
      await agentWindow(chromium, two, jonas.email),
    ];
    const address = `${queue}/${tickets[1]?.number}`;
    await mine.page.goto(address);
    await theirs.page.goto(address);
    await mine.page.getByText("Jonas Weber is looking at this").waitFor({ timeout: 15_000 });
    await expectAccessible(mine.page);
    await theirs.page.getByRole("textbox", { name: "Reply" }).click();
    await theirs.page.keyboard.type("Jonas answers.");
    await mine.page.getByText("Jonas Weber is writing…").waitFor({ timeout: 15_000 });
    await mine.page.getByRole("textbox", { name: "Reply" }).click();
    await mine.page.keyboard.type("Mia began to answer");
    await theirs.page.getByRole("button", { name: "Send", exact: true }).click();
    await mine.page.locator(".message-agent", { hasText: "Jonas answers." }).waitFor({ timeout: 15_000 });
    expect(await mine.page.getByRole("textbox", { name: "Reply" }).innerText()).to.contain(
      "Mia began to answer",
    );
    // It was written before Jonas's was there, so the page asks once more.
    await mine.page.getByRole("button", { name: "Send", exact: true }).click();
    await mine.page.getByRole("alert").getByText("Jonas Weber has answered meanwhile").first().waitFor();
    expect(await mine.page.getByRole("textbox", { name: "Reply" }).innerText()).to.contain(
      "Mia began to answer",
    );
    await mine.page.getByRole("button", { name: "Send", exact: true }).click();
    await theirs.page
      .locator(".message-agent", { hasText: "Mia began to answer" })
      .waitFor({ timeout: 15_000 });
    await theirs.page.close();
    await mine.page.locator(".presence:empty").waitFor({ state: "attached", timeout: 15_000 });
    expect(theirs.errors).to.deep.equal([]);
    // The browser's own line about the 422 that was asked for.
    expect(mine.errors.filter((error) => !error.includes("422"))).to.deep.equal([]);
  });

  it("keeps the selection while the list changes, and acts on it", async () => {
    const { mia, portal, contact, queue } = await aBusyDesk();
    const { page, errors } = await agentWindow(chromium, one, mia.email);
    await page.goto(queue);
    await page
      .getByRole("row", { name: /In between/ })
      .getByRole("checkbox")
      .check();
    const fresh = await aTicket(testDb(), {
      portalId: portal.id,
      contactId: contact.id,
      subject: "Just arrived",
    });
    await testDb()("outbox").insert({
      ...{
        portal_id: portal.id,
        name: "ticket.raised",
        payload: JSON.stringify({ ticketId: fresh.id }),
        done: "[]",
      },
      ...{
        actor: JSON.stringify({ kind: "contact", id: contact.id, name: "Ana" }),
        available_at: new Date(),
        created_at: new Date(),
      },
    });
    await page.getByRole("link", { name: "Just arrived" }).waitFor({ timeout: 15_000 });
    expect(
      await page
        .getByRole("row", { name: /In between/ })
        .getByRole("checkbox")
        .isChecked(),
    ).to.equal(true);
    expect(await page.getByRole("checkbox", { checked: true }).count()).to.equal(1);
    await page.getByRole("combobox", { name: "Assign to" }).selectOption({ label: "Jonas Weber" });
    await page.getByRole("button", { name: "Apply" }).click();
    await page.getByText("1 changed").waitFor();
    await page.getByRole("row", { name: /In between.*Jonas Weber/ }).waitFor();
    await page
      .getByRole("group")
      .getByText("Priority", { exact: true })
      .or(page.locator("#filter-priority summary"))
      .first()
      .click();
    await page.getByLabel("Urgent").check();
    await page.getByText("Nothing fits these filters").waitFor();
    expect(errors).to.deep.equal([]);
  });

  it("changes properties at once, inserts canned texts and suggests contacts, on a phone as well", async () => {
    const { mia, contact, queue, tickets } = await aBusyDesk();
    for (const device of [desktop, phone]) {
      const { page, errors } = await agentWindow(chromium, one, mia.email, device);
      await page.goto(`${queue}/${tickets[2]?.number}`);
      await page
        .getByRole("combobox", { name: "Priority" })
        .selectOption(device === phone ? "low" : "urgent");
      await page
        .getByText(/changed the priority from/)
        .nth(device === phone ? 1 : 0)
        .waitFor();
      await page.locator("summary", { hasText: "Canned replies" }).click();
      await page.getByRole("button", { name: "Thanks" }).click();
      expect(await page.getByRole("textbox", { name: "Reply" }).innerText()).to.contain(
        "Thank you for the details.",
      );
      await expectAccessible(page);
      await page.goto(`${queue}/new`);
      await page.getByLabel("Email of the contact").pressSequentially("ana-");
      await page
        .getByRole("option", { name: /Ana Petrović/ })
        .first()
        .click();
      expect(await page.getByLabel("Email of the contact").inputValue()).to.equal(contact.email);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).to.equal(true);
      expect(errors).to.deep.equal([]);
    }
  });
});
