import { expect } from "chai";
import { startApp, type TestApp } from "../test/harness.ts";
import { aDesk, textsOf } from "../test/desk.ts";

describe("canned replies", () => {
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.close());

  it("are added, changed and deleted, and stand under every reply of the portal", async () => {
    const desk = await aDesk(app.url, "coordinator");
    const other = await aDesk(app.url, "coordinator");
    const list = `${desk.base}/canned-replies`;
    const { number } = await desk.ticket();
    const offered = async () => textsOf((await desk.browser.get(`${desk.url}/${number}`)).$, "[data-html]");
    expect((await desk.browser.get(list)).$(".empty")).to.have.length(1);
    const text = { title: "Thanks", body: "<p>Thank <b>you</b><script>x</script></p>", bodyFormat: "html" };
    expect((await desk.browser.post(list, text)).location).to.equal(list);
    expect(await offered()).to.deep.equal(["Thanks"]);
    const { $ } = await desk.browser.get(`${desk.url}/${number}`);
    expect($("[data-html]").attr("data-html")).to.equal("<p>Thank <b>you</b></p>");
    const url = (await desk.browser.get(list)).$(".link-list a").attr("href") ?? "";
    expect((await desk.browser.get(url)).$("#field-body").val()).to.include("Thank");
    await desk.browser.post(url, { ...text, title: "Many thanks" });
    expect(await offered()).to.deep.equal(["Many thanks"]);
    expect(
      (await other.browser.get(`${other.base}/canned-replies/${url.split("/").at(-1)}`)).status,
    ).to.equal(404);
    expect(
      (await other.browser.post(`${other.base}/canned-replies/${url.split("/").at(-1)}/removal`)).status,
    ).to.equal(404);
    await desk.browser.post(`${url}/removal`);
    expect(await offered()).to.deep.equal([]);
  });

  it("come back with what was typed when the title is taken or the text empty", async () => {
    const desk = await aDesk(app.url, "coordinator");
    const list = `${desk.base}/canned-replies`;
    await desk.browser.post(list, { title: "Thanks", body: "One", bodyFormat: "text" });
    const taken = await desk.browser.post(list, { title: "thanks", body: "Two", bodyFormat: "text" });
    expect(taken.status).to.equal(422);
    expect(taken.$("#field-title-error").text()).to.include("Another canned reply");
    expect(taken.$("#field-body").val()).to.include("Two");
    const empty = await desk.browser.post(list, { title: "Empty", body: "<p> </p>", bodyFormat: "html" });
    expect(empty.$("#field-body-error")).to.have.length(1);
  });

  it("are looked after by those who may", async () => {
    const desk = await aDesk(app.url, "agent");
    const list = `${desk.base}/canned-replies`;
    expect((await desk.browser.get(list)).status).to.equal(403);
    expect((await desk.browser.post(list, { title: "x", body: "y", bodyFormat: "text" })).status).to.equal(
      403,
    );
    expect((await desk.browser.get(desk.url)).$("nav a:contains('Canned replies')")).to.have.length(0);
  });
});
