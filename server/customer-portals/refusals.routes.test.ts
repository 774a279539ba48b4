import { expect } from "chai";
import { changeDesign, customerPortals, designFields } from "../test/designs.ts";
import { aFront, anAgent, aPortal } from "../test/factories.ts";
import { Browser, startApp, type TestApp, testDb } from "../test/harness.ts";

describe("a design that is refused", () => {
  let app: TestApp;
  let ann: Browser;
  let bob: Browser;
  let portal: { id: number };
  before(async () => {
    app = await startApp();
    portal = await aPortal(app.db);
    const browsers = ["Ann", "Bob"].map(async (name) => {
      const browser = new Browser(app.url);
      await browser.signIn((await anAgent(app.db, { name, administrator: true })).email);
      return browser;
    });
    [ann, bob] = (await Promise.all(browsers)) as [Browser, Browser];
  });
  after(() => app.close());
  const drafts = (id: number) =>
    testDb()("customer_portal_drafts").where({ customer_portal_id: id }).select("revision", "changed_by");
  const page = (id: number) => ann.get(`${customerPortals}/${id}/design`);

  const bad: [string, Record<string, string>, string][] = [
    ["a colour that is none", { brand: "red" }, "brand"],
    ["a colour with a style in it", { headerBg: "#fff;}body{" }, "headerBg"],
    ["an empty name", { name: "  " }, "name"],
    ["a name of 10,000 characters", { name: "x".repeat(10_000) }, "name"],
    ["a font that is none", { font: "url(x)" }, "font"],
    ["a script as a link", { headerUrl1: "javascript:alert(1)", headerLabel1: "x" }, "headerUrl1"],
    [
      "a link to another host without its scheme",
      { footerUrl1: "//evil.example", footerLabel1: "x" },
      "footerUrl1",
    ],
    ["a link with spaces", { linkAddress1: "https://a b.example", linkName1: "x" }, "linkAddress1"],
    ["a label without an address", { headerLabel2: "Half" }, "headerUrl2"],
    ["an address without a name", { linkAddress2: "/x" }, "linkName2"],
    ["a section with a script", { sectionBody1: "<p>Hi</p><script>alert(1)</script>" }, "sectionBody1"],
    ["a section with a handler", { sectionBody3: "<p onclick=alert(1)>Hi</p>" }, "sectionBody3"],
    ["CSS that leaves its sandbox", { tokens: "--radius:0} body{display:none" }, "tokens"],
    ["CSS that loads something", { tokens: "--surface: url(https://evil.example/x)" }, "tokens"],
    ["CSS of another token", { tokens: "--brand: red" }, "tokens"],
    ["chosen topics without any", { guests: "chosen" }, "guests"],
  ];
  for (const [what, change, field] of bad)
    it(`refuses ${what} beside the field, keeps what was typed, saves nothing`, async () => {
      const front = await aFront(testDb(), { portalId: portal.id });
      const answer = await changeDesign(ann, front.id, { welcomeTitle: "Typed", ...change });
      expect(answer.status).to.equal(422);
      expect(answer.$(`#field-${field}-error`).text()).to.have.length.above(5);
      expect(answer.$("#field-welcomeTitle").val()).to.equal("Typed");
      expect(await drafts(front.id)).to.eql([]);
    });

  it("names the pairs that are hard to read, in the draft and before it is published", async () => {
    const front = await aFront(testDb(), { portalId: portal.id });
    await changeDesign(ann, front.id, { headerBg: "#ffffff", headerInk: "#bbbbbb" });
    const words = "Text in the header: contrast 1.91.";
    expect((await page(front.id)).$("[role=status]").text()).to.contain(words);
    const publication = await ann.get(`${customerPortals}/${front.id}/design/publication`);
    expect(publication.$("[role=status]").text()).to.contain(words);
  });

  it("shows the second of two administrators what the first has changed, and overwrites nothing unseen", async () => {
    const front = await aFront(testDb(), { portalId: portal.id });
    await changeDesign(ann, front.id, {});
    const both = designFields(await bob.get(`${customerPortals}/${front.id}/design`));
    const address = `${customerPortals}/${front.id}/design`;
    await ann.post(address, { ...both, welcomeTitle: "Ann’s", brand: "#112233" });
    const invalid = await bob.post(address, { ...both, welcomeTitle: "Bob’s", brand: "red" });
    expect(invalid.$("[name=revision]").val(), "another error hides nothing").to.equal(both.revision);
    const second = await bob.post(address, { ...both, welcomeTitle: "Bob’s" });
    expect(second.status).to.equal(422);
    expect(second.$("[role=alert]").text()).to.contain("Ann has changed the draft");
    expect(second.$("#field-welcomeTitle-error").text()).to.contain("Ann’s");
    expect(second.$("#field-brand-error").text()).to.contain("#112233");
    expect(second.$("#field-welcomeTitle").val()).to.equal("Bob’s");
    expect(await drafts(front.id)).to.eql([{ revision: 2, changed_by: "Ann" }]);
    expect((await bob.post(address, designFields(second))).status).to.equal(303);
    expect(designFields(await page(front.id))).to.include({ welcomeTitle: "Bob’s" });
  });
});
