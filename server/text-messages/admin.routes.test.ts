import { expect } from "chai";
import { loadSettings } from "../core/settings.ts";
import { aFront, anAgent, aPortal } from "../test/factories.ts";
import { Browser, startApp, type TestApp } from "../test/harness.ts";
import { startHttpGateway, type TestGateway } from "../test/text-gateways.ts";
import { httpSettings } from "./gateway.settings.ts";

const page = "/admin/general-settings/text-messages";

describe("the page of text messages", () => {
  let app: TestApp;
  let browser: Browser;
  let gateway: TestGateway;
  before(async () => {
    [app, gateway] = await Promise.all([startApp(), startHttpGateway()]);
    await aFront(app.db, { portalId: (await aPortal(app.db)).id, isDefault: true });
    browser = new Browser(app.url);
    await browser.signIn((await anAgent(app.db, { administrator: true })).email);
  });
  afterEach(async () => {
    await app.db("settings").delete();
    await loadSettings(app.db);
  });
  after(async () => {
    await app.db("text_messages").delete();
    await Promise.all([app.close(), gateway.close()]);
  });

  const save = (values: Record<string, string>) =>
    browser.post(
      page,
      Object.fromEntries(
        Object.entries(values).flatMap(([name, value]) => [
          [`text-messages.${name}`, value],
          [`seen.text-messages.${name}`, ""],
        ]),
      ),
    );
  const choose = () =>
    browser.post(page, {
      ...{ "text-messages.gateway": "http", "seen.text-messages.gateway": "off" },
      ...{ "text-messages.httpUrl": gateway.url, "seen.text-messages.httpUrl": "" },
    });
  const test = (mobile = "+49 171 1234567") => browser.post(`${page}/tests`, { mobile });

  it("is found among the settings, each of which has its words", async () => {
    expect((await browser.get("/admin/general-settings")).$(`.card-grid a[href="${page}"]`).text()).to.equal(
      "Text messages",
    );
    const { $, status } = await browser.get(page);
    expect(status).to.equal(200);
    expect($("h1").text()).to.equal("Text messages");
    expect(
      $(".settings-group h2")
        .map((_, each) => $(each).text())
        .get(),
    ).to.deep.equal([...["Gateway", "HTTP gateway", "SMPP", "Mail to text message", "Numbers and limits"]]);
  });

  it("seals a secret, shows it nowhere, keeps it when its field stays empty, and takes it away", async () => {
    expect((await save({ httpSecret: "very secret" })).status).to.equal(303);
    expect(httpSettings().secret).to.equal("very secret");
    expect(JSON.stringify(await app.db("settings"))).to.not.include("very secret");
    const { text, $ } = await browser.get(page);
    expect(text).to.not.include("very secret");
    expect($('[name="text-messages.httpSecret"]').val()).to.equal("");
    expect(text).to.include("One is stored");
    await save({ httpSecret: "" });
    expect(httpSettings().secret, "kept").to.equal("very secret");
    await save({ httpSecret: "another" });
    expect(httpSettings().secret).to.equal("another");
    await browser.post(`${page}/resets`, { name: "text-messages.httpSecret" });
    expect(httpSettings().secret).to.equal("");
  });

  it("refuses what cannot be an address or a header, and keeps it beside its field", async () => {
    const answer = await save({ httpUrl: "ftp://x", httpHeaders: "no header", mailAddress: "sms@x.org" });
    expect(answer.status).to.equal(422);
    for (const name of ["httpUrl", "httpHeaders", "mailAddress"])
      expect(answer.$(`[name="text-messages.${name}"]`).attr("aria-invalid"), name).to.equal("true");
    expect(answer.$('[name="text-messages.httpUrl"]').val()).to.equal("ftp://x");
  });

  it("sends a test message and shows the gateway's answer", async () => {
    await choose();
    gateway.answer = { status: 200, text: "QUEUED" };
    expect((await test("0049 (171) 123-4567")).status).to.equal(303);
    expect(JSON.parse(gateway.requests.at(-1)?.body ?? "")).to.include({ to: "+491711234567" });
    const { text } = await browser.get(page);
    expect(text).to.include("The gateway took the message. It said: 200 QUEUED").and.include("+491711234567");
  });

  it("says in plain words why a test did not get through, warns on every page, and calms down after the next", async () => {
    await choose();
    gateway.answer = { status: 401, text: "bad key" };
    const refused = await test();
    expect(refused.status).to.equal(422);
    expect(refused.$("#field-mobile-error").text()).to.equal(
      "The gateway refused the user name, password or key. It said: 401 bad key",
    );
    expect((await browser.get("/admin/mail")).$(".banner").text()).to.include(
      "Text messages do not get through",
    );
    gateway.answer = { status: 200, text: "OK" };
    await test();
    // The list itself may show the mail that told of it.
    expect((await browser.get("/admin/mail")).$(".banner").text()).to.not.include(
      "Text messages do not get through",
    );
  });

  it("asks for a number that can be one, and says so while text messages are off", async () => {
    for (const number of ["", "171 1234567", "nobody", "+49 1"]) {
      const answer = await test(number);
      expect([answer.status, answer.$("#field-mobile").attr("aria-invalid")], number).to.deep.equal([
        422,
        "true",
      ]);
    }
    expect((await test()).$("#field-mobile-error").text()).to.include("Choose a gateway first");
  });
});
