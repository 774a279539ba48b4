import { expect } from "chai";
import { changeDesign, customerPortals, designFields, publishDesign } from "../test/designs.ts";
import { aFront, anAgent, aPortal } from "../test/factories.ts";
import { type Answer, Browser, startApp, type TestApp, testDb } from "../test/harness.ts";
import { anAnnouncement, aSolution, aTopic } from "../test/publications.ts";

describe("customising a customer portal", () => {
  let app: TestApp;
  let ann: Browser;
  let portal: { id: number };
  before(async () => {
    app = await startApp();
    portal = await aPortal(app.db);
    ann = new Browser(app.url);
    await ann.signIn((await anAgent(app.db, { name: "Ann", administrator: true })).email);
  });
  after(() => app.close());
  const page = (id: number) => ann.get(`${customerPortals}/${id}/design`);
  const guest = (path: string) => new Browser(app.url).get(path);
  const css = async (home: Answer) => guest(home.$("link[href*=brand]").attr("href") ?? "");

  it("comes back as it was saved, and changes nothing that customers see", async () => {
    const front = await aFront(testDb(), { portalId: portal.id });
    const before = (await guest(front.base)).$("main").html();
    const change = {
      name: "Umbrella Help",
      brand: "#AA1122",
      footerInk: "#333333",
      font: "humanist",
      headingFont: "slab",
      theme: "light",
      welcomeTitle: "Hello <b>",
      headerLabel1: "Site",
      headerUrl1: "https://example.com/",
      footerLabel1: "Write",
      footerUrl1: "mailto:a@example.com",
      linkName1: "Status",
      linkAddress1: "https://status.example.com/",
      linkText1: "Is it up?",
      sectionTitle1: "Hours",
      sectionBody1: "<p>Monday to <strong>Friday</strong></p>",
      sectionBody1Format: "html",
      consentText: "I agree.",
      tokens: ":root { --radius: 0; }",
    };
    expect((await changeDesign(ann, front.id, change)).status).to.equal(303);
    const shown = await page(front.id);
    expect(designFields(shown)).to.include({
      ...change,
      brand: "#aa1122",
      sectionBody1Format: "text",
      tokens: "--radius:0",
      revision: "1",
    });
    expect(shown.text).to.contain("last changed by Ann");
    expect((await guest(front.base)).$("main").html()).to.equal(before);
    expect((await changeDesign(ann, front.id, {})).status, "saved again").to.equal(303);
    expect(designFields(await page(front.id))).to.include({
      sectionBody1: change.sectionBody1,
      revision: "2",
    });
  });

  it("shows what was published: texts, links, blocks in their order, sections, colours and fonts", async () => {
    const front = await aFront(testDb(), { portalId: portal.id });
    const topic = await aTopic(testDb(), { portalId: portal.id });
    await aSolution(testDb(), { portalId: portal.id, topicId: topic.id });
    await anAnnouncement(testDb(), { portalId: portal.id });
    await publishDesign(ann, front.id, {
      name: "Umbrella Help",
      brand: "#aa1122",
      headingFont: "slab",
      welcomeTitle: "Ahoy",
      footerText: "Since 1999",
      headerLabel1: "Site",
      headerUrl1: "https://example.com/",
      linkName1: "Status",
      linkAddress1: "https://status.example.com/",
      sectionTitle2: "Hours",
      sectionBody2: "Monday\n\nto Friday",
      show: ["links", "section2", "search", "popular", "recent"],
      order: "section2,search,recent,popular,links",
      tokens: "--radius: 0",
    });
    const home = await guest(front.base);
    expect(home.$(".site-brand").text()).to.contain("Umbrella Help");
    expect(home.$(".site-nav a[href='https://example.com/']").text()).to.equal("Site");
    expect(home.$("footer").text()).to.contain("Since 1999");
    expect(home.$(".hero").text().trim()).to.equal("Ahoy");
    const order = home
      .$(".home > *")
      .map((_, each) => home.$(each).find("h2").first().text() || home.$(each).attr("class"))
      .get();
    expect(order).to.eql(["Hours", "suggest", "Recently updated solutions", "card-grid"]);
    expect(home.$(".prose").html()).to.equal("<p>Monday</p><p>to Friday</p>");
    expect(home.$(".card-link a").attr("href")).to.equal("https://status.example.com/");
    const sheet = await css(home);
    expect(sheet.text).to.contain("--brand:#aa1122").and.contain("Rockwell").and.contain(":root{--radius:0}");
    expect(sheet.headers.get("cache-control")).to.equal("public, max-age=31536000, immutable");
    const old = await guest(
      (home.$("link[href*=brand]").attr("href") ?? "").replace(/[0-9a-f]{16}/, "0".repeat(16)),
    );
    expect(old.headers.get("cache-control"), "under another's address").to.equal("no-store");
  });

  it("moves blocks without a script, and the button that was used keeps the focus", async () => {
    const front = await aFront(testDb(), { portalId: portal.id });
    const answer = await changeDesign(ann, front.id, { move: "announcements:up" });
    const next = await ann.get(answer.location ?? "");
    const order = next
      .$("[name=show]")
      .map((_, box) => next.$(box).val())
      .get();
    expect(order.slice(1, 4)).to.eql(["cards", "announcements", "requests"]);
    expect(next.$("[autofocus]").attr("aria-label")).to.equal("Move Announcements up");
    await changeDesign(ann, front.id, { move: "search:up" });
    await changeDesign(ann, front.id, { move: "nonsense" });
    expect(designFields(await page(front.id)).order).to.match(/^search,cards,announcements,requests/);
  });

  it("lets guests read what was chosen: all, some topics with those below, nothing", async () => {
    const own = await aPortal(testDb());
    const front = await aFront(testDb(), { portalId: own.id });
    const top = await aTopic(testDb(), { portalId: own.id, name: "Vans" });
    const below = await aTopic(testDb(), { portalId: own.id, name: "Electric", parentId: top.id });
    const other = await aTopic(testDb(), { portalId: own.id, name: "Offices" });
    const solution = (topicId: number, title: string) =>
      aSolution(testDb(), { portalId: own.id, topicId, title });
    const [charge, desk] = [await solution(below.id, "Charging"), await solution(other.id, "Desks")];
    const seen = async () => {
      const home = await guest(front.base);
      const index = await guest(`${front.base}/solutions`);
      const open = async (path: string) => (await guest(`${front.base}${path}`)).status;
      return [
        ["Charging", "Desks"].filter((title) => home.$("main").text().includes(title)),
        ["Vans", "Offices"].filter((name) => index.$("main").text().includes(name)),
        [await open(`/solutions/${charge.id}-charging`), await open(`/solutions/${desk.id}-desks`)],
        [await open(`/solutions/topics/${below.id}-x`), await open(`/solutions/topics/${other.id}-x`)],
      ];
    };
    expect(await seen()).to.eql([
      ["Charging", "Desks"],
      ["Vans", "Offices"],
      [200, 200],
      [200, 200],
    ]);
    await publishDesign(ann, front.id, { guests: "chosen", topic: [String(top.id)] });
    expect(await seen()).to.eql([["Charging"], ["Vans"], [200, 303], [200, 404]]);
    await publishDesign(ann, front.id, { guests: "nothing" });
    expect(await seen()).to.eql([[], [], [303, 303], [303, 303]]);
  });

  it("asks guests for consent, and keeps search engines out, when told so", async () => {
    const front = await aFront(testDb(), { portalId: portal.id });
    const plain = await guest(`${front.base}/requests/new`);
    expect([plain.$("#field-consent").length, plain.$("meta[name=robots]").length]).to.eql([0, 0]);
    const fields = designFields(await page(front.id));
    delete fields.indexable;
    const address = `${customerPortals}/${front.id}/design`;
    await ann.post(address, { ...fields, consentText: "Keep my data." });
    await ann.post(`${address}/publication`, { revision: "1" });
    const browser = new Browser(app.url);
    const form = await browser.get(`${front.base}/requests/new`);
    expect(form.$("label[for=field-consent]").text()).to.contain("Keep my data.");
    expect(form.$("meta[name=robots]").attr("content")).to.contain("noindex");
    const request = { subject: "Help", description: "Please", name: "Gus", email: "gus@example.com" };
    const refused = await browser.post(`${front.base}/requests`, request);
    expect([refused.status, refused.$("#field-consent-error").text()]).to.eql([422, "Tick this to go on"]);
    expect((await browser.post(`${front.base}/requests`, { ...request, consent: "true" })).status).to.equal(
      303,
    );
  });
});
