import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import { aContact, aFront, anAccount, anAgent, aPortal, password } from "../factories.ts";
import { desktop, expectAccessible, launchChromium, openWindow, phone } from "../chromium.ts";
import { testDb } from "../harness.ts";
import { type MailServer, startMailServer } from "../mail-server.ts";
import { type Product, startProduct } from "../product.ts";

// The product's main job from both ends, with real processes, a real browser and a real mail server: a guest opens the branded home,
// signs in, raises a request with a screenshot; an agent sees it arrive, replies; the contact gets the mail, follows it, reads, closes.

describe("the main job", function () {
  this.timeout(90_000);
  let product: Product;
  let mails: MailServer;
  let chromium: Browser;

  before(async () => {
    mails = await startMailServer();
    [product, chromium] = await Promise.all([startProduct({ SMTP_URL: mails.url }), launchChromium()]);
  });
  after(async () => {
    await chromium?.close();
    await product?.stop();
    await mails?.close();
  });

  for (const [name, device] of Object.entries({ desktop, phone }))
    it(`goes from the branded home to a closed request (${name})`, async () => {
      const people = await settle();
      const contact = await openWindow(chromium, product.url, device);
      const agent = await openWindow(chromium, product.url, desktop);

      await signIn(agent.page, "/login", people.agent.email);
      await agent.page.getByRole("heading", { level: 1 }).waitFor();
      expect(new URL(agent.page.url()).pathname).to.equal(`/desk/${people.portal.slug}/requests`);
      await expectAccessible(agent.page);

      await contact.page.goto(people.front.base);
      await contact.page.getByRole("link", { name: "Submit a request" }).first().waitFor();
      await contact.page
        .getByRole("searchbox", { name: "Search solutions" })
        .or(contact.page.getByRole("combobox", { name: "Search solutions" }))
        .waitFor();
      await expectAccessible(contact.page);
      await contact.page.getByRole("link", { name: "Login" }).click();
      await expectAccessible(contact.page);
      await fillSignIn(contact.page, people.contact.email);
      await contact.page.getByRole("link", { name: "Submit a request" }).first().click();

      const subject = `The scanner on floor 3 shows "E-${name}"`;
      const number = await raiseRequest(contact.page, subject);
      // It arrives at the desk without a reload.
      await agent.page.getByRole("link", { name: subject }).waitFor({ timeout: 15_000 });
      await agent.page.getByRole("link", { name: subject }).click();
      await agent.page.getByRole("heading", { level: 1, name: subject }).waitFor();
      expect(await agent.page.getByRole("heading", { level: 1 }).innerText()).to.contain(`#${number}`);
      await agent.page.getByText("screenshot.png").first().waitFor();
      await expectAccessible(agent.page);
      await agent.page.getByRole("textbox", { name: "Reply" }).click();
      await agent.page.keyboard.type("Please switch it off and on once; we have updated its driver.");
      await agent.page.getByRole("button", { name: "Send", exact: true }).click();
      await agent.page.getByText("we have updated its driver").first().waitFor();

      const mail = await mailAbout(mails, people.contact.email, "updated its driver");
      expect(mail.text).to.contain("updated its driver");
      const link = /https?:\/\/\S+\/requests\/\d+/.exec(mail.text ?? "")?.[0] ?? "";
      expect(link).to.equal(`${product.url}${people.front.base}/requests/${number}`);
      await contact.page.goto(link);
      await contact.page.getByText("we have updated its driver").first().waitFor();
      await expectAccessible(contact.page);
      await contact.page.getByRole("button", { name: /^Close/ }).click();
      await contact.page.getByText("Closed").first().waitFor();
      // The desk hears of it without a reload, too.
      await agent.page
        .getByText(/status.*Closed/i)
        .first()
        .waitFor({ timeout: 15_000 });

      expect(contact.errors, "errors in the contact's console").to.deep.equal([]);
      expect(agent.errors, "errors in the agent's console").to.deep.equal([]);
      await Promise.all([contact.context.close(), agent.context.close()]);
    });
});

async function settle() {
  const db = testDb();
  const portal = await aPortal(db);
  const front = await aFront(db, { portalId: portal.id });
  const account = await anAccount(db, { portalId: portal.id });
  const contact = await aContact(db, { portalId: portal.id, accountId: account.id, name: "Jonas Weber" });
  const agent = await anAgent(db, {
    name: "Mia Lang",
    roles: [{ portalId: portal.id, role: "coordinator" }],
  });
  return { portal, front, contact, agent };
}

async function signIn(page: Page, path: string, email: string): Promise<void> {
  await page.goto(path);
  await fillSignIn(page, email);
}

async function fillSignIn(page: Page, email: string): Promise<void> {
  await page.getByRole("textbox", { name: "Email" }).fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Login" }).click();
  await page.getByText("Account menu").first().waitFor({ state: "attached" });
}

/** Fills the form as a person does: types, attaches a picture, submits. Returns the request's number. */
async function raiseRequest(page: Page, subject: string): Promise<string> {
  await page.getByRole("textbox", { name: "Subject" }).fill(subject);
  await page.getByRole("textbox", { name: "Description" }).click();
  await page.keyboard.type("It beeps twice, then nothing. See the picture.");
  await expectAccessible(page);
  const picture = await page.screenshot();
  await page
    .getByLabel("Attach files")
    .setInputFiles({ name: "screenshot.png", mimeType: "image/png", buffer: picture });
  await page.getByText("attached").first().waitFor({ state: "attached" });
  await page.getByRole("button", { name: "Submit", exact: true }).click();
  const heading = page.getByRole("heading", { level: 1, name: subject });
  await heading.waitFor();
  await page.getByText("screenshot.png").first().waitFor();
  return /#(\d+)/.exec(await heading.innerText())?.[1] ?? "";
}

async function mailAbout(mails: MailServer, recipient: string, text: string) {
  for (let tries = 0; tries < 100; tries++) {
    const mail = mails.to(recipient).find((each) => each.text?.includes(text));
    if (mail) return mail;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(
    `no mail to ${recipient} with "${text}"; there are: ${mails
      .to(recipient)
      .map((each) => each.subject)
      .join(" | ")}`,
  );
}
