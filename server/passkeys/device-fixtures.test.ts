import type { Browser as Chromium, BrowserContext, Page } from "playwright-core";
import { desktop, openWindow, phone } from "../test/chromium.ts";
import { aContact, password } from "../test/factories.ts";
import { testDb } from "../test/harness.ts";

interface Place {
  readonly url: string;
  readonly base: string;
  readonly portalId: number;
}

/** A browser window with a virtual device that answers by itself, at one customer portal. */
export class Device {
  readonly #at: Place;
  readonly context: BrowserContext;
  readonly page: Page;
  readonly errors: string[];

  private constructor(at: Place, window: Awaited<ReturnType<typeof openWindow>>) {
    this.#at = at;
    ({ context: this.context, page: this.page, errors: this.errors } = window);
  }

  /** `securityKey`: one that cannot check who holds it. `offers`: passkeys in the list of the e-mail field. */
  static async open(
    chromium: Chromium,
    at: Place,
    { onPhone = false, offers = false, securityKey = false } = {},
  ): Promise<Device> {
    const device = new Device(at, await openWindow(chromium, at.url, onPhone ? phone : desktop));
    const { context, page } = device;
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
    return device;
  }

  signedIn = (): Promise<void> => this.page.getByText("Account menu").first().waitFor({ state: "attached" });

  signOut = (): Promise<void> => this.context.clearCookies({ name: "holdfast.session" });

  async signInByPassword(email: string): Promise<void> {
    await this.page.goto(`${this.#at.base}/login`);
    await this.page.getByRole("textbox", { name: "Email" }).fill(email);
    await this.page.getByLabel("Password", { exact: true }).fill(password);
    await this.page.getByRole("button", { name: "Login" }).click();
  }

  /** A contact who added one under the profile, and is still there. */
  async withPasskey() {
    const person = await aContact(testDb(), { portalId: this.#at.portalId });
    await this.signInByPassword(person.email);
    await this.signedIn();
    await this.page.goto(`${this.#at.base}/profile/passkeys`);
    await this.page.getByRole("textbox", { name: "Name" }).fill("My laptop");
    await this.page.getByRole("button", { name: "Add a passkey" }).click();
    await this.page.getByText("The passkey is added").waitFor();
    return person;
  }

  /** At the sign-in page, signed out. */
  async atSignIn(query = ""): Promise<void> {
    await this.signOut();
    await this.page.goto(`${this.#at.base}/login${query}`);
  }

  pressSignIn = (): Promise<void> =>
    this.page.getByRole("button", { name: "Sign in with a passkey" }).click();

  cookies = async (): Promise<string> =>
    (await this.context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
}
