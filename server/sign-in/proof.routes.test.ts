import { expect } from "chai";
import { loadSettings } from "../core/settings.ts";
import { aContact, aFront, anAgent, aPortal, password } from "../test/factories.ts";
import { Browser, deliverAll, startApp, type TestApp, testDb } from "../test/harness.ts";
import { ageProof } from "./two-steps-fixtures.test.ts";

const page = "/admin/general-settings/lockout";
const name = "sign-in.lockMinutes";
const change = { [name]: "44", [`seen.${name}`]: "15" };

describe("a proof before changes that matter", () => {
  let app: TestApp;
  let portal: { id: number; slug: string };
  let base: string;
  before(async () => {
    app = await startApp();
    portal = await aPortal(app.db);
    base = (await aFront(app.db, { portalId: portal.id })).base;
  });
  afterEach(async () => {
    await app.db("settings").delete();
    await loadSettings(app.db);
  });
  after(() => app.close());

  async function administrator() {
    const browser = new Browser(app.url);
    const person = await anAgent(app.db, { administrator: true });
    await browser.signIn(person.email);
    return { browser, ...person };
  }
  const stored = async () =>
    ((await testDb()("settings").where({ name }).first("value")) as { value: string } | undefined)?.value;

  it("is asked for when the last is too old, keeps what was typed, and is good for a while", async () => {
    const { browser, loginId } = await administrator();
    expect((await browser.post(page, change)).status, "just signed in").to.equal(303);
    await testDb()("settings").delete();
    await ageProof(loginId);
    const asked = await browser.post(page, change);
    expect([asked.status, asked.$("h1").text()]).to.deep.equal([403, "Is it still you?"]);
    expect(asked.headers.get("cache-control")).to.equal("no-store");
    expect(await stored()).to.equal(undefined);
    const held = String(asked.$("input[name=_held]").val());
    const wrong = await browser.post(page, { _held: held, current: "wrong" });
    expect([wrong.status, wrong.$("#field-current-error").text()]).to.deep.equal([
      422,
      "This is not your current password",
    ]);
    const right = await browser.post(page, {
      _held: String(wrong.$("input[name=_held]").val()),
      current: password,
    });
    expect([right.status, await stored()]).to.deep.equal([303, "44"]);
    expect((await browser.post(page, { ...change, [name]: "45", [`seen.${name}`]: "44" })).status).to.equal(
      303,
    );
    const trail = (await testDb()("audit_events").where({ login_id: loginId }).pluck("kind")) as string[];
    expect(trail).to.include("proof-refused");
  });

  it("does not let one person send what was held for another, nor to another form", async () => {
    const [ann, bob] = [await administrator(), await administrator()];
    await ageProof(ann.loginId);
    const held = String((await ann.browser.post(page, change)).$("input[name=_held]").val());
    expect((await bob.browser.post(page, { _held: held, current: password })).status).to.equal(403);
    const other = await ann.browser.post("/admin/general-settings/passwords", {
      _held: held,
      current: password,
    });
    expect(other.status).to.equal(403);
    expect(await stored()).to.equal(undefined);
  });

  it("is asked for roles, orders to the cluster and identity providers, and not for what opens no door", async () => {
    const { browser, loginId } = await administrator();
    const agent = await anAgent(app.db);
    await ageProof(loginId);
    for (const path of [
      `/admin/users/agents/${agent.id}`,
      `/admin/portals/${portal.id}/members`,
      "/admin/failover/switchovers",
      "/admin/general-settings/sessions",
      "/admin/general-settings/single-sign-on",
    ])
      expect((await browser.post(path, { name: "x" })).$("h1").text(), path).to.equal("Is it still you?");
    const size = "attachments.maxMegabytes";
    const answer = await browser.post("/admin/general-settings/attachments", {
      [size]: "7",
      [`seen.${size}`]: "25",
    });
    expect(answer.status).to.equal(303);
  });

  it("leads from a page to the question and back, and nowhere else", async () => {
    const person = await aContact(app.db, { portalId: portal.id });
    const browser = new Browser(app.url);
    await browser.signIn(person.email, base);
    expect((await browser.get(`${base}/profile/passkeys`)).status).to.equal(200);
    await ageProof(person.loginId);
    const asked = await browser.get(`${base}/profile/passkeys`);
    const at = `${base}/profile/confirmation?next=${encodeURIComponent(`${base}/profile/passkeys`)}`;
    expect([asked.status, asked.location]).to.deep.equal([303, at]);
    const next = String((await browser.get(at)).$("input[name=next]").val());
    const away = await browser.post(`${base}/profile/confirmation`, {
      next: "//evil.example",
      current: "wrong",
    });
    expect(away.$("input[name=next]").val()).to.equal("");
    const back = await browser.post(`${base}/profile/confirmation`, { next, current: password });
    expect([back.status, back.location]).to.deep.equal([303, `${base}/profile/passkeys`]);
    expect((await browser.get(`${base}/profile/passkeys`)).status).to.equal(200);
  });

  it("is a mailed code for somebody who has no password", async () => {
    const person = await aContact(app.db, { portalId: portal.id });
    const browser = new Browser(app.url);
    await browser.signIn(person.email, base);
    await testDb()("logins").where({ id: person.loginId }).update({ password_hash: null });
    await ageProof(person.loginId);
    const at = `${base}/profile/confirmation`;
    expect((await browser.get(at)).$("input[name=current]")).to.have.length(0);
    await deliverAll();
    const mail = (await testDb()("mails")
      .where({ recipient: person.email, kind: "sign-in-code" })
      .first("body_text")) as { body_text: string };
    const code = /\b\d{6}\b/.exec(mail.body_text)?.[0] ?? "";
    expect((await browser.post(at, { code: "000000" })).status).to.equal(422);
    expect((await browser.post(at, { code })).status).to.equal(303);
    expect((await browser.get(`${base}/profile/passkeys`)).status).to.equal(200);
  });
});
