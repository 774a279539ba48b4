import { Controller } from "@hotwired/stimulus";
import { post } from "../http.ts";

interface Question {
  readonly options: never;
  readonly challenge: string;
}
const webauthn = () => import("@simplewebauthn/browser");

/** A form whose answer comes from the browser's own dialogue about passkeys. Without JavaScript, or without passkeys, it stays hidden. */
export class Passkey extends Controller<HTMLFormElement> {
  static override targets = ["challenge", "response", "error"];
  static override values = {
    question: String,
    ceremony: String,
    autofill: Boolean,
    refused: String,
    known: String,
  };
  declare readonly challengeTarget: HTMLInputElement;
  declare readonly responseTarget: HTMLInputElement;
  declare readonly errorTarget: HTMLElement;
  declare readonly questionValue: string;
  declare readonly ceremonyValue: "get" | "create";
  declare readonly autofillValue: boolean;
  declare readonly refusedValue: string;
  declare readonly knownValue: string;

  override connect(): void {
    if (!("PublicKeyCredential" in window)) return;
    this.element.hidden = false;
    if (this.autofillValue) void this.offer();
  }

  override disconnect(): void {
    if (this.autofillValue)
      void webauthn().then(({ WebAuthnAbortService }) => WebAuthnAbortService.cancelCeremony());
  }

  async ask(event: Event): Promise<void> {
    event.preventDefault();
    this.errorTarget.hidden = true;
    try {
      await this.answer(false);
    } catch (error) {
      this.errorTarget.textContent =
        (error as Error).name === "InvalidStateError" ? this.knownValue : this.refusedValue;
      this.errorTarget.hidden = false;
    }
  }

  /** Passkeys in the list that the e-mail field opens. Nobody asked for it, so it fails in silence. */
  private async offer(): Promise<void> {
    const { browserSupportsWebAuthnAutofill } = await webauthn();
    if (await browserSupportsWebAuthnAutofill()) await this.answer(true).catch(() => undefined);
  }

  private async answer(useBrowserAutofill: boolean): Promise<void> {
    const { startAuthentication, startRegistration } = await webauthn();
    const reply = await post(this.questionValue, []);
    if (!reply.ok) throw new Error("no question");
    const { options: optionsJSON, challenge } = (await reply.json()) as Question;
    const given =
      this.ceremonyValue === "create"
        ? await startRegistration({ optionsJSON })
        : await startAuthentication({ optionsJSON, useBrowserAutofill });
    this.challengeTarget.value = challenge;
    this.responseTarget.value = JSON.stringify(given);
    // Not requestSubmit(): that would ask again.
    this.element.submit();
  }
}
