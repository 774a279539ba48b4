import { expect } from "chai";
import type { Browser as Chromium } from "playwright-core";
import { makeKeyPair } from "../../single-sign-on/key-making.ts";
import { anOidcProvider } from "../../single-sign-on/providers-fixtures.test.ts";
import { aSamlProvider } from "../../single-sign-on/saml-fixtures.test.ts";
import { providersChanged } from "../../single-sign-on/providers.repository.ts";
import { desktop, expectAccessible, launchChromium, openWindow, phone } from "../chromium.ts";
import { aContact, aFront, anAgent, aPortal, password } from "../factories.ts";
import { startApp, type TestApp } from "../harness.ts";
import {
  type IdentityProvider,
  type OpenidState,
  type SamlState,
  startProvider,
} from "../identity-providers.ts";

// The product is at 127.0.0.1 and the providers are at localhost: two sites, as they are in life. What a browser keeps back from requests
// that come from elsewhere, and what our CSP forbids, shows only here.
describe("single sign-on in a browser", function () {
  this.timeout(40_000);
  let app: TestApp;
  let openid: IdentityProvider<OpenidState>;
  let saml: IdentityProvider<SamlState>;
  let chromium: Chromium;
  let portalId: number;
  let base: string;
  before(async () => {
    app = await startApp();
    [openid, saml, chromium] = await Promise.all([
      startProvider<OpenidState>("openid-provider", app, "localhost"),
      startProvider<SamlState>("saml-provider", app, "localhost"),
      launchChromium(),
    ]);
    portalId = (await aPortal(app.db)).id;
    await aFront(app.db, { portalId: (await aPortal(app.db)).id, isDefault: true });
    base = (await aFront(app.db, { portalId })).base;
  });
  after(async () => {
    await app.db("identity_providers").delete();
    providersChanged();
    openid.stop();
    saml.stop();
    await chromium.close();
    await app.close();
  });

  it("leads from the sign-in page through an OpenID provider into the portal", async () => {
    const { email, name } = await aContact(app.db, { portalId });
    await anOidcProvider(openid.url, app.url, { portalIds: [portalId], name: "Example ID" });
    await openid.be({ sub: "in-chromium", claims: { email, email_verified: true } });
    const { page, errors, context } = await openWindow(chromium, app.url, phone);
    await page.goto(`${base}/login?next=${base}/requests`);
    await expectAccessible(page);
    await page.getByRole("link", { name: "Sign in with Example ID" }).click();
    await page.waitForURL(`${app.url}${base}/requests`);
    expect(await page.locator(".account-menu").textContent()).to.include(name);
    await openid.be({ sub: "stranger", claims: { email: "stranger@example.org", email_verified: true } });
    await context.clearCookies();
    await page.goto(`${base}/login`);
    await page.getByRole("link", { name: "Sign in with Example ID" }).click();
    await page.getByRole("alert").waitFor();
    await expectAccessible(page);
    expect(errors).to.deep.equal([]);
    await context.close();
  });

  it("takes the form that a SAML provider's page posts, and signs out in both places", async () => {
    const { email } = await aContact(app.db, { portalId });
    const id = await aSamlProvider(app, saml, await makeKeyPair(), {
      portalIds: [portalId],
      name: "Client SAML",
    });
    await saml.be({ sp: `${app.url}/single-sign-on/${id}/metadata`, nameID: "in-chromium", email });
    const { page, errors, context } = await openWindow(chromium, app.url, desktop);
    await page.goto(`${base}/login`);
    await expectAccessible(page);
    await page.getByRole("link", { name: "Sign in with Client SAML" }).click();
    await page.getByRole("button", { name: "Continue" }).click();
    await page.waitForURL(`${app.url}${base}`);
    await page.locator(".account-menu summary").click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByText("You are signed out, here and at Client SAML.").waitFor();
    await page.goto(`${base}/requests`);
    expect(page.url()).to.include("/login?next=");
    expect(errors).to.deep.equal([]);
    await context.close();
  });

  for (const [device, name] of [
    [phone, "phone"],
    [desktop, "desktop"],
  ] as const)
    it(`has pages that administrators can use, on a ${name}`, async () => {
      const { page, errors, context } = await openWindow(chromium, app.url, device);
      const admin = await anAgent(app.db, { administrator: true });
      await page.goto("/login");
      await page.getByLabel("Email").fill(admin.email);
      await page.getByLabel("Password", { exact: true }).fill(password);
      await page.getByRole("button", { name: "Login" }).click();
      await page.goto("/admin/general-settings/single-sign-on");
      await expectAccessible(page);
      await page.getByRole("link", { name: "Example ID" }).click();
      await page.getByRole("button", { name: "Test" }).click();
      await page.locator(".checks").waitFor();
      await expectAccessible(page);
      await page.goto("/admin/general-settings/single-sign-on");
      await page.getByRole("link", { name: "New SAML provider" }).click();
      await page.getByLabel("The provider’s metadata file").setInputFiles({
        name: "metadata.xml",
        mimeType: "text/xml",
        buffer: Buffer.from(await (await fetch(`${saml.url}/metadata`)).text()),
      });
      await page.getByRole("button", { name: "Read the file" }).click();
      await page.waitForURL("**/metadata-files");
      expect(await page.getByLabel("Sign-in address (HTTP-Redirect)").inputValue()).to.match(/\/sso$/);
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByRole("alert").waitFor();
      await expectAccessible(page);
      expect(errors).to.deep.equal([]);
      await context.close();
    });
});
