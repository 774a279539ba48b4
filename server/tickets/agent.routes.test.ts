import { expect } from "chai";
import { anAgent, aPortal, aFront } from "../test/factories.ts";
import { Browser, startApp, type TestApp, testDb } from "../test/harness.ts";
import { aDesk, type Desk } from "./desk.fixtures.test.ts";

describe("a request at the desk", () => {
  let app: TestApp;
  let desk: Desk;
  before(async () => {
    app = await startApp();
  });
  beforeEach(async () => {
    desk = await aDesk(app.url);
  });
  after(() => app.close());

  const messages = async (url: string, browser = desk.browser) => {
    const { $ } = await browser.get(url);
    return $(".conversation > li")
      .toArray()
      .map((line) => $(line).find(".message-body").text() || $(line).find("span").first().text());
  };

  it("shows subject, number, conversation, contact and account", async () => {
    const { number } = await desk.ticket({ subject: "Printer <b>on</b> fire", body: "<p>It burns.</p>" });
    const { $, status, text } = await desk.browser.get(`${desk.url}/${number}`);
    expect(status).to.equal(200);
    expect($("h1").text()).to.equal(`Printer <b>on</b> fire #${number}`);
    expect(text).not.to.include("<b>on</b>");
    expect($(".conversation .message-body").text()).to.include("It burns.");
    expect($("dl.facts").text()).to.include(desk.contact.email).and.to.include("Northwind");
  });

  it("adds replies and notes, and says what was done to the request in words", async () => {
    const { number } = await desk.ticket();
    const url = `${desk.url}/${number}`;
    const sent = await desk.browser.post(`${url}/replies`, {
      body: "Try again\nplease",
      bodyFormat: "text",
      status: "on_hold",
      _once: "r1",
    });
    expect(sent.status).to.equal(303);
    expect(sent.location).to.match(new RegExp(`${number}#message-\\d+$`));
    expect(
      (
        await desk.browser.post(`${url}/notes`, {
          body: "<p>Old <script>x</script>device</p>",
          bodyFormat: "html",
        })
      ).status,
    ).to.equal(303);
    expect(await messages(url)).to.deep.equal([
      "It does not work.",
      "Try againplease",
      `${desk.agent.name} changed the status from Open to On Hold`,
      "Old device",
    ]);
  });
});
