import { expect } from "chai";
import { setTimeout as sleep } from "node:timers/promises";
import { broadcast } from "../core/live.ts";
import { allSettings, loadSettings, useSettings } from "../core/settings.ts";
import { aFront, anAgent, aPortal } from "../test/factories.ts";
import { Browser, startApp, type TestApp } from "../test/harness.ts";

const page = "/admin/general-settings/attachments";
const size = "attachments.maxMegabytes";
const valueNow = () =>
  allSettings()
    .find(({ key }) => key === size)
    ?.get();

describe("general settings", () => {
  let app: TestApp;
  let ann: Browser;
  let bob: Browser;
  before(async () => {
    app = await startApp();
    await aFront(app.db, { portalId: (await aPortal(app.db)).id, isDefault: true });
    const browsers = ["Ann", "Bob"].map(async (name) => {
      const browser = new Browser(app.url);
      await browser.signIn((await anAgent(app.db, { name, administrator: true })).email);
      return browser;
    });
    [ann, bob] = (await Promise.all(browsers)) as [Browser, Browser];
  });
  afterEach(async () => {
    await app.db("settings").delete();
    await loadSettings(app.db);
  });
  after(() => app.close());

  it("has a page for each section, each setting with its default", async () => {
    const { $ } = await ann.get("/admin/general-settings");
    const links = $(".card-grid a")
      .map((_, link) => $(link).attr("href"))
      .get();
    expect(links).to.include.members([
      page,
      "/admin/general-settings/security",
      "/admin/general-settings/mail",
    ]);
    for (const link of links) expect((await ann.get(link)).status, link).to.equal(200);
    expect((await ann.get(page)).text).to.include("Default: 25");
    expect((await ann.get("/admin/general-settings/nonsense")).status).to.equal(404);
  });

  it("finds a setting by any of its words, and says so when there is none", async () => {
    const { $ } = await ann.get("/admin/general-settings?q=largest%20MEGABYTES");
    expect($(".card h2").text()).to.equal("Largest file (megabytes)");
    expect($(".card a").attr("href")).to.equal(`${page}#field-${size}`);
    expect((await ann.get("/admin/general-settings?q=zebra")).text).to.include("No setting mentions “zebra”");
  });

  it("puts a saved value in force, says who changed it, and goes back to the default", async () => {
    const answer = await ann.post(page, { [size]: " 7 ", [`seen.${size}`]: "25" });
    expect(answer.status).to.equal(303);
    expect(valueNow()).to.equal(7);
    const shown = await ann.get(page);
    expect(shown.$(`input[name="${size}"]`).val()).to.equal("7");
    expect(shown.text).to.include("changed by Ann").and.include("One setting was saved");
    const reset = await ann.post(`${page}/resets`, { name: size });
    expect(reset.status).to.equal(303);
    expect(valueNow()).to.equal(25);
    expect((await ann.post(`${page}/resets`, { name: "mail.keepDays" })).status).to.equal(404);
  });

  it("refuses what is no number or out of range beside the field, keeps what was typed, and saves nothing else", async () => {
    const other = "attachments.maxFiles";
    for (const [typed, words] of [
      ["lots", "Enter a whole number."],
      ["1000", "from 1 to 100"],
      ["0", "from 1 to 100"],
    ] as const) {
      const answer = await ann.post(page, {
        [size]: typed,
        [`seen.${size}`]: "25",
        [other]: "3",
        [`seen.${other}`]: "10",
      });
      expect(answer.status).to.equal(422);
      expect(answer.$(`input[name="${size}"]`).val()).to.equal(typed);
      expect(answer.$(`[id="field-${size}-error"]`).text()).to.include(words);
    }
    expect(await app.db("settings")).to.deep.equal([]);
  });

  it("shows the second of two administrators what the first saved, and leaves alone what they did not touch", async () => {
    const seen = { [`seen.${size}`]: "25", "seen.attachments.maxFiles": "10" };
    await ann.post(page, { ...seen, [size]: "7", "attachments.maxFiles": "10" });
    const untouched = await bob.post(page, { ...seen, [size]: "25", "attachments.maxFiles": "4" });
    expect(untouched.status).to.equal(303);
    expect(valueNow()).to.equal(7);
    const second = await bob.post(page, { ...seen, [size]: "9", "attachments.maxFiles": "4" });
    expect(second.status).to.equal(422);
    expect(second.text).to.include("Ann changed this to “7” while you were editing");
    expect(second.$(`input[name="${size}"]`).val()).to.equal("9");
    const again = String(second.$(`input[name="seen.${size}"]`).val());
    expect((await bob.post(page, { [size]: "9", [`seen.${size}`]: again })).status).to.equal(303);
    expect(valueNow()).to.equal(9);
  });

  it("reaches other processes within a second, with and without Redis's message", async () => {
    const following = await useSettings(app.db);
    const change = (value: string) =>
      app
        .db("settings")
        .insert({ name: size, value, changed_by: "Ann", changed_at: new Date() })
        .onConflict("name")
        .merge();
    try {
      await change("8");
      broadcast("settings", {});
      await sleep(300);
      expect(valueNow()).to.equal(8);
      await change("6");
      await sleep(1200);
      expect(valueNow()).to.equal(6);
      await change("what no rule allows any more");
      await sleep(1200);
      expect(valueNow()).to.equal(25);
    } finally {
      following.stop();
    }
  });
});
