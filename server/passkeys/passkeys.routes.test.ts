import { expect } from "chai";
import type { Browser as Chromium } from "playwright-core";
import { expectAccessible, launchChromium } from "../test/chromium.ts";
import { aFront, aPortal } from "../test/factories.ts";
import { deliverAll, startApp, type TestApp, testDb } from "../test/harness.ts";
import { Device } from "./device-fixtures.test.ts";

describe("passkeys", function () {
  this.timeout(60_000);
  let app: TestApp;
  let chromium: Chromium;
  let base: string;
  let device: Device;
  let open: (options?: Parameters<typeof Device.open>[2]) => Promise<Device>;
  before(async () => {
    [app, chromium] = await Promise.all([startApp({ host: "localhost" }), launchChromium()]);
    const portalId = (await aPortal(app.db)).id;
    base = (await aFront(app.db, { portalId })).base;
    open = async (options) =>
      (device = await Device.open(chromium, { url: app.url, base, portalId }, options));
  });
  after(async () => {
    await chromium?.close();
    await app?.close();
  });
  afterEach(async () => {
    expect(device.errors).to.deep.equal([]);
    await device.context.close();
  });
  const row = async (loginId: number) =>
    (await testDb()("passkeys").where({ login_id: loginId }).first()) as {
      rp_id: string;
      credential_id: string;
      counter: number;
      last_used_at: Date | null;
    };
  const postAgain = (body: string, cookie: string) =>
    fetch(`${app.url}${base}/login/passkeys`, {
      method: "POST",
      body,
      redirect: "manual",
      headers: { "content-type": "application/x-www-form-urlencoded", cookie },
    });

  it("are added under the profile, told of by mail, and sign in alone", async () => {
    const { page, signedIn, pressSignIn } = await open();
    const { email, loginId } = await device.withPasskey();
    await expectAccessible(page);
    expect(await page.getByText("My laptop").count()).to.be.greaterThan(0);
    expect((await row(loginId)).rp_id).to.equal("localhost");
    await deliverAll();
    const mail = (await testDb()("mails").where({ recipient: email }).first("subject")) as {
      subject: string;
    };
    expect(mail.subject).to.equal("A passkey was added");
    await device.atSignIn(`?next=${encodeURIComponent(`${base}/requests`)}`);
    await expectAccessible(page);
    await pressSignIn();
    await signedIn();
    expect(new URL(page.url()).pathname).to.equal(`${base}/requests`);
    expect((await row(loginId)).last_used_at).to.be.an.instanceOf(Date);
    const trail = (await testDb()("audit_events").where({ who: email }).pluck("kind")) as string[];
    expect(trail).to.include.members(["passkey-added", "signed-in"]);
  });

  it("are renamed and removed; a removed one opens nothing", async () => {
    const { page } = await open();
    const { loginId } = await device.withPasskey();
    await page.getByText("Rename", { exact: true }).click();
    await page.locator("details input[name=name]").fill("Old laptop");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("new name").waitFor();
    await page.getByRole("button", { name: "Remove Old laptop" }).click();
    await page.getByText("signs nobody in any more").waitFor();
    expect(await row(loginId)).to.equal(undefined);
    await device.atSignIn();
    await device.pressSignIn();
    await page.getByText("This passkey does not work here").waitFor();
  });

  it("answer each question once, and the device's counter must go up", async () => {
    const { page } = await open();
    const { loginId } = await device.withPasskey();
    await device.atSignIn();
    let posted = "";
    page.on("request", (request) => {
      if (request.url().endsWith("/login/passkeys")) posted = request.postData() ?? "";
    });
    await device.pressSignIn();
    await device.signedIn();
    await device.signOut();
    const cookies = await device.cookies();
    const { counter } = await row(loginId);
    // As of a device that does not count.
    await testDb()("passkeys").where({ login_id: loginId }).update({ counter: 0 });
    expect((await postAgain(posted, cookies)).status, "again").to.equal(422);
    await testDb()("passkeys").where({ login_id: loginId }).update({ counter });
    await testDb()("spent_challenges").delete();
    expect((await postAgain(posted, cookies)).status, "the counter").to.equal(422);
    expect((await testDb()("audit_events").where({ kind: "passkey-refused" })).length).to.be.at.least(2);
  });

  it("count once among twenty at the same time", async () => {
    const { page } = await open();
    await device.withPasskey();
    await device.atSignIn();
    const body = await new Promise<string>((resolve) => {
      void page.route("**/login/passkeys", async (route) => {
        resolve(route.request().postData() ?? "");
        await route.abort();
      });
      void device.pressSignIn();
    });
    const cookies = await device.cookies();
    const answers = await Promise.all(Array.from({ length: 20 }, () => postAgain(body, cookies)));
    expect(answers.filter(({ status }) => status === 303)).to.have.length(1);
    await page.unroute("**/login/passkeys");
  });

  it("of a copied device are refused: its counter does not go up", async () => {
    const { page } = await open();
    const { loginId } = await device.withPasskey();
    await testDb()("passkeys").where({ login_id: loginId }).update({ counter: 1000 });
    await device.atSignIn();
    await device.pressSignIn();
    await page.getByText("This passkey does not work here").waitFor();
  });

  it("sign in alone only when the device has checked who holds it, and are a second step without", async () => {
    const { page, signedIn } = await open({ securityKey: true });
    const { email, loginId } = await device.withPasskey();
    await page.goto(`${base}/profile/second-factor`);
    await expectAccessible(page);
    await page
      .locator("section", { hasText: "Passkey or security key" })
      .getByRole("button", { name: "Turn on" })
      .click();
    await page.getByRole("heading", { name: "Your recovery codes" }).waitFor();
    const recovery = await page.locator(".recovery-codes code").first().innerText();
    await device.atSignIn();
    // A page of somebody else's making could ask the device for less than we do.
    await page.route("**/login/passkey-questions", async (route) => {
      const response = await route.fetch();
      const json = (await response.json()) as { options: object };
      const id = (await row(loginId)).credential_id;
      Object.assign(json.options, {
        userVerification: "discouraged",
        allowCredentials: [{ id, type: "public-key" }],
      });
      await route.fulfill({ response, json });
    });
    await device.pressSignIn();
    await page.getByText("This passkey does not work here").waitFor();
    await device.signInByPassword(email);
    await page.getByRole("heading", { name: "Two-step verification" }).waitFor();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Use a passkey" }).click();
    await signedIn();
    await device.signOut();
    await device.signInByPassword(email);
    await page.getByRole("textbox", { name: "Code" }).fill(recovery);
    await page.getByRole("button", { name: "Login" }).click();
    await signedIn();
    expect((await testDb()("recovery_codes").where({ login_id: loginId })).length).to.equal(9);
  });

  it("are offered in the list of the e-mail field", async () => {
    await open({ offers: true });
    const { loginId } = await device.withPasskey();
    await device.atSignIn();
    await device.signedIn();
    expect((await row(loginId)).last_used_at).to.be.an.instanceOf(Date);
  });

  it("fit a phone", async () => {
    const { page } = await open({ onPhone: true });
    await device.withPasskey();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).to.be.at.most(0);
    await expectAccessible(page);
  });
});
