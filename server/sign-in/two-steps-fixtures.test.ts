import { expect } from "chai";
import { sessionsRevoked } from "../core/http/session.ts";
import { aContact } from "../test/factories.ts";
import { Browser, testDb } from "../test/harness.ts";
import { codeAt } from "./totp.ts";

/** The code that the app will show next: one that was not used by turning it on. */
export const soon = () => new Date(Date.now() + 30_000);

/** As if the person had signed in an hour ago. */
export async function ageProof(loginId: number): Promise<void> {
  const rows = (await testDb()("sessions").where({ login_id: loginId })) as {
    id_hash: string;
    data: string;
  }[];
  for (const { id_hash, data } of rows)
    await testDb()("sessions")
      .where({ id_hash })
      .update({ data: JSON.stringify({ ...JSON.parse(data), provenAt: Date.now() - 3_600_000 }) });
  sessionsRevoked();
}

/** What the tests of two-step verification do again and again, at one customer portal. */
export function twoSteps(at: { url: () => string; base: () => string; portalId: () => number }) {
  /** Turns it on under the profile at `at`; the secret as the page shows it, and the recovery codes. */
  async function turnOn(
    browser: Browser,
    path = at.base(),
  ): Promise<{ secret: string; code: string; recovery: string[] }> {
    const page = await browser.get(`${path}/profile/second-factor`);
    const secret = page.$(".steps code").text().replaceAll(" ", "");
    const sealed = String(page.$("input[name=sealed]").val());
    const code = codeAt(secret, new Date());
    const answer = await browser.post(`${path}/profile/second-factor`, { sealed, code });
    expect(answer.$("h1").text()).to.equal("Your recovery codes");
    return {
      secret,
      code,
      recovery: answer
        .$(".recovery-codes code")
        .map((_, each) => answer.$(each).text())
        .get(),
    };
  }
  /** Signs in as far as the second step. */
  async function firstStep(email: string): Promise<Browser> {
    const browser = new Browser(at.url());
    const answer = await browser.signIn(email, at.base());
    expect([answer.status, answer.location]).to.deep.equal([303, `${at.base()}/login/second-step`]);
    return browser;
  }
  const secondStep = (browser: Browser, fields: Record<string, string>) =>
    browser.post(`${at.base()}/login/second-steps`, fields);
  async function withFactor() {
    const person = await aContact(testDb(), { portalId: at.portalId() });
    const browser = new Browser(at.url());
    await browser.signIn(person.email, at.base());
    return { ...person, browser, ...(await turnOn(browser)) };
  }
  return { turnOn, firstStep, secondStep, withFactor };
}
