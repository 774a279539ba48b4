import { expect } from "chai";
import type { Browser as Chromium, BrowserContext, Page } from "playwright-core";
import { desktop, expectAccessible, launchChromium, openWindow, phone } from "../test/chromium.ts";
import { aContact, aFront, aPortal, password } from "../test/factories.ts";
import { deliverAll, startApp, type TestApp, testDb } from "../test/harness.ts";

describe("passkeys", function () {
  this.timeout(60_000);
  let app: TestApp;
  let chromium: Chromium;
  let portalId: number;
  let base: string;
  let context: BrowserContext;
  let page: Page;
  let errors: string[];
  before(async () => {
    [app, chromium] = await Promise.all([startApp({ host: "localhost" }), launchChromium()]);
    portalId = (await aPortal(app.db)).id;
    base = (await aFront(app.db, { portalId })).base;
  });
  after(async () => {
    await chromium?.close();
    await app?.close();
  });
  beforeEach(() => open(desktop));
  afterEach(async () => {
    expect(errors).to.deep.equal([]);
    await context.close();
  });

  async function open(
    look: typeof desktop | typeof phone,
    { offers = false, securityKey = false } = {},
  ): Promise<void> {
    ({ context, page, errors } = await openWindow(chromium, app.url, look));
    // The virtual device takes every offer at once; most tests press the button.
    if (!offers)
      await context.addInitScript(() => {
        if ("PublicKeyCredential" in globalThis)
          PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false);
      });
    const devtools = await context.newCDPSession(page);
    await devtools.send("WebAuthn.enable");
    await devtools.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        transport: "internal",
        hasResidentKey: true,
        hasUserVerification: !securityKey,
        isUserVerified: !securityKey,
        automaticPresenceSimulation: true,
      },
    });
  }
  const signedIn = () => page.getByText("Account menu").first().waitFor({ state: "attached" });
  async function signInByPassword(email: string): Promise<void> {
    await page.goto(`${base}/login`);
    await page.getByRole("textbox", { name: "Email" }).fill(email);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Login" }).click();
  }
  async function signOut(): Promise<void> {
    await context.clearCookies({ name: "holdfast.session" });
  }
  async function withPasskey() {
    const person = await aContact(app.db, { portalId });
    await signInByPassword(person.email);
    await signedIn();
    await page.goto(`${base}/profile/passkeys`);
    await page.getByRole("textbox", { name: "Name" }).fill("My laptop");
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByText("The passkey is added").waitFor();
    return person;
  }
  const row = async (loginId: number) =>
    (await testDb()("passkeys").where({ login_id: loginId }).first()) as {
      id: number;
      counter: number;
      rp_id: string;
      last_used_at: Date | null;
    };

  it("are added under the profile, told of by mail, and sign in alone", async () => {
    const { email, loginId } = await withPasskey();
    await expectAccessible(page);
    expect(await page.getByText("My laptop").count()).to.be.greaterThan(0);
    expect((await row(loginId)).rp_id).to.equal("localhost");
    await deliverAll();
    const mail = (await testDb()("mails").where({ recipient: email }).first("subject")) as {
      subject: string;
    };
    expect(mail.subject).to.equal("A passkey was added");
    await signOut();
    await page.goto(`${base}/login?next=${encodeURIComponent(`${base}/requests`)}`);
    await expectAccessible(page);
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await signedIn();
    expect(new URL(page.url()).pathname).to.equal(`${base}/requests`);
    expect((await row(loginId)).last_used_at).to.be.an.instanceOf(Date);
    const trail = (await testDb()("audit_events").where({ who: email }).pluck("kind")) as string[];
    expect(trail).to.include.members(["passkey-added", "signed-in"]);
  });

  it("are renamed and removed; a removed one opens nothing", async () => {
    const { loginId } = await withPasskey();
    await page.getByText("Rename", { exact: true }).click();
    await page.locator("details input[name=name]").fill("Old laptop");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("new name").waitFor();
    await page.getByRole("button", { name: "Remove Old laptop" }).click();
    await page.getByText("signs nobody in any more").waitFor();
    expect(await row(loginId)).to.equal(undefined);
    await signOut();
    await page.goto(`${base}/login`);
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await page.getByText("This passkey does not work here").waitFor();
  });

  it("answer each question once, in the browser that asked, for that purpose", async () => {
    const { email } = await withPasskey();
    await signOut();
    await page.goto(`${base}/login`);
    let posted = "";
    page.on("request", (request) => {
      if (request.url().endsWith("/login/passkeys")) posted = request.postData() ?? "";
    });
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await signedIn();
    const send = (path: string, cookies: string) =>
      fetch(`${app.url}${base}${path}`, {
        method: "POST",
        body: posted,
        redirect: "manual",
        headers: { "content-type": "application/x-www-form-urlencoded", cookie: cookies },
      });
    const own = (await context.cookies())
      .filter(({ name }) => name !== "holdfast.session")
      .map(({ name, value }) => `${name}=${value}`)
      .join("; ");
    expect((await send("/login/passkeys", own)).status, "again").to.equal(422);
    await testDb()("spent_challenges").delete();
    // Even without our memory of it, the counter of the device has moved on.
    expect((await send("/login/passkeys", own)).status, "the counter").to.equal(422);
    expect((await testDb()("audit_events").where({ kind: "passkey-refused" })).length).to.be.at.least(2);
    expect(email).to.be.a("string");
  });

  it("count once among twenty at the same time", async () => {
    await withPasskey();
    await signOut();
    await page.goto(`${base}/login`);
    const body = await new Promise<string>((resolve) => {
      void page.route("**/login/passkeys", async (route) => {
        resolve(route.request().postData() ?? "");
        await route.abort();
      });
      void page.getByRole("button", { name: "Sign in with a passkey" }).click();
    });
    const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        fetch(`${app.url}${base}/login/passkeys`, {
          method: "POST",
          body,
          redirect: "manual",
          headers: { "content-type": "application/x-www-form-urlencoded", cookie },
        }),
      ),
    );
    expect(answers.filter(({ status }) => status === 303)).to.have.length(1);
    await page.unroute("**/login/passkeys");
  });

  it("of a copied device are refused: its counter does not go up", async () => {
    const { loginId } = await withPasskey();
    await testDb()("passkeys").where({ login_id: loginId }).update({ counter: 1000 });
    await signOut();
    await page.goto(`${base}/login`);
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await page.getByText("This passkey does not work here").waitFor();
  });

  it("sign in alone only when the device has checked who holds it, and are a second step without", async () => {
    await context.close();
    await open(desktop, { securityKey: true });
    const { email, loginId } = await withPasskey();
    await page.goto(`${base}/profile/second-factor`);
    await expectAccessible(page);
    await page
      .locator("section", { hasText: "Passkey or security key" })
      .getByRole("button", { name: "Turn on" })
      .click();
    await page.getByRole("heading", { name: "Your recovery codes" }).waitFor();
    const recovery = await page.locator(".recovery-codes code").first().innerText();
    await signOut();
    await page.goto(`${base}/login`);
    // A page of somebody else's making could ask the device for less than we do.
    await page.route("**/login/passkey-questions", async (route) => {
      const response = await route.fetch();
      const json = (await response.json()) as { options: { userVerification: string } };
      json.options.userVerification = "discouraged";
      await route.fulfill({ response, json });
    });
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await page.getByText("This passkey does not work here").waitFor();
    await signInByPassword(email);
    await page.getByRole("heading", { name: "Two-step verification" }).waitFor();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Use a passkey" }).click();
    await signedIn();
    await signOut();
    await signInByPassword(email);
    await page.getByRole("textbox", { name: "Code" }).fill(recovery);
    await page.getByRole("button", { name: "Login" }).click();
    await signedIn();
    expect((await testDb()("recovery_codes").where({ login_id: loginId })).length).to.equal(9);
  });

  it("are offered in the list of the e-mail field", async () => {
    await context.close();
    await open(desktop, { offers: true });
    const { loginId } = await withPasskey();
    await signOut();
    await page.goto(`${base}/login`);
    await signedIn();
    expect((await row(loginId)).last_used_at).to.be.an.instanceOf(Date);
  });

  it("fit a phone", async () => {
    await context.close();
    await open(phone);
    await withPasskey();
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wider).to.be.at.most(0);
    await expectAccessible(page);
  });
});
