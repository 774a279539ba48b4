import type { Browser, Page } from "playwright-core";
import { desktop, openWindow, type phone } from "./chromium.ts";
import { aContact, aFront, anAgent, aPortal, aTicket, password } from "./factories.ts";
import { testDb } from "./harness.ts";
import type { Product } from "./product.ts";

/** A portal with two coordinators, a contact, three requests and a canned reply. */
export async function aBusyDesk() {
  const db = testDb();
  const portal = await aPortal(db);
  await aFront(db, { portalId: portal.id });
  const roles = [{ portalId: portal.id, role: "coordinator" as const }];
  const mia = await anAgent(db, { name: "Mia Keller", roles });
  const jonas = await anAgent(db, { name: "Jonas Weber", roles });
  const contact = await aContact(db, {
    portalId: portal.id,
    name: "Ana Petrović",
    email: `ana-${portal.slug}@example.com`,
  });
  const tickets = [];
  for (const subject of ["The oldest", "In between", "The newest"])
    tickets.push(
      await aTicket(db, {
        portalId: portal.id,
        contactId: contact.id,
        subject,
        at: new Date(Date.now() - 60_000),
      }),
    );
  await db("canned_replies").insert({
    portal_id: portal.id,
    title: "Thanks",
    body_html: "<p>Thank you for the details.</p>",
    updated_at: new Date(),
  });
  return { portal, mia, jonas, contact, tickets, queue: `/desk/${portal.slug}/requests` };
}
/** An agent's own window, signed in. */
export async function agentWindow(
  chromium: Browser,
  product: Product,
  email: string,
  device: typeof desktop | typeof phone = desktop,
) {
  const { page, errors } = await openWindow(chromium, product.url, device);
  await page.goto("/login");
  await page.getByRole("textbox", { name: "Email" }).fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Login" }).click();
  await page.getByRole("heading", { level: 1 }).waitFor();
  return { page, errors };
}
/** Turbo has drawn the page that it was fetching. */
export const settled = (page: Page) => page.locator("html:not([aria-busy])").waitFor({ state: "attached" });
