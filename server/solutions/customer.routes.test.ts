import { expect } from "chai";
import { createContext } from "../core/context.ts";
import { runJob } from "../core/jobs.ts";
import { aContact, aFront, anAgent, aPortal } from "../test/factories.ts";
import { Browser, deliverAll, startApp, type TestApp, testDb } from "../test/harness.ts";
import { aSolution, aTopic } from "../test/publications.ts";
import { writeViews } from "./solutions.jobs.ts";
import { solutionEdited } from "./solutions.events.ts";

describe("solutions on a customer portal", () => {
  let app: TestApp;
  before(async () => (app = await startApp()));
  after(() => app.close());

  /** A portal whose solutions share one unusual word, one for each audience, and a draft. */
  async function aLibrary(given: { guestsMayRead?: boolean } = {}) {
    const db = testDb();
    const portal = await aPortal(db);
    const front = await aFront(db, { portalId: portal.id, ...given });
    const topic = await aTopic(db, { portalId: portal.id, name: "Printing" });
    const make = (title: string, more: { audience?: string; state?: string; body?: string } = {}) =>
      aSolution(db, { portalId: portal.id, topicId: topic.id, title, ...more });
    const solutions = {
      forAll: await make("Reset the quibbler", { body: "<p>Press the <b>blue</b> button.</p>" }),
      forContacts: await make("Quibbler for contacts", { audience: "contacts" }),
      forAgents: await make("Quibbler for agents", { audience: "agents" }),
      draft: await make("Quibbler draft", { state: "draft" }),
    };
    await indexed(portal.id, Object.values(solutions));
    return { portal, front, topic, ...solutions };
  }
  async function indexed(portalId: number, solutions: { id: number }[]): Promise<void> {
    const ctx = createContext({ db: testDb(), portalId, actor: { kind: "system" } });
    for (const { id } of solutions) await ctx.emit(solutionEdited, { solutionId: id });
    await deliverAll();
  }
  const guest = () => new Browser(app.url);
  async function signedIn(base: string, email: string): Promise<Browser> {
    const browser = guest();
    expect((await browser.signIn(email, base)).status).to.equal(303);
    return browser;
  }
  const titles = async (browser: Browser, path: string) => {
    const { $, status } = await browser.get(path);
    expect(status, path).to.equal(200);
    return $(".link-list a, .suggest-title ~ ul a, body > ul a")
      .map((_index, link) => $(link).find("bdi").text())
      .get();
  };

  it("shows guests what is for everybody, in lists, topics, search, suggestions and pages", async () => {
    const { front, topic, forAll } = await aLibrary();
    for (const path of [
      "/solutions",
      `/solutions/topics/${topic.id}`,
      "/solutions?q=quibbler",
      "/solutions/suggestions?q=quibb",
      "/solutions/suggestions?for=request&q=My quibbler does not start",
    ])
      expect(new Set(await titles(guest(), front.base + path)), path).to.deep.equal(
        new Set(["Reset the quibbler"]),
      );
    const page = await guest().get(`${front.base}/solutions/${forAll.id}-reset-the-quibbler`);
    expect(page.status).to.equal(200);
    expect(page.$("h1").text()).to.equal("Reset the quibbler");
    expect(page.$(".prose b").text()).to.equal("blue");
    expect(
      page
        .$(".breadcrumb a")
        .map((_i, link) => page.$(link).text())
        .get(),
    ).to.deep.equal(["Solutions", "Printing"]);
    expect(page.text).to.not.contain("Quibbler for contacts");
  });

  it("shows contacts theirs too, and nobody of them drafts and agents' ones", async () => {
    const { portal, front, forContacts, forAgents, draft } = await aLibrary();
    const contact = await aContact(testDb(), { portalId: portal.id });
    const browser = await signedIn(front.base, contact.email);
    for (const path of ["/solutions", "/solutions?q=quibbler", "/solutions/suggestions?q=quibb"])
      expect(new Set(await titles(browser, front.base + path)), path).to.deep.equal(
        new Set(["Reset the quibbler", "Quibbler for contacts"]),
      );
    expect((await browser.visit(`${front.base}/solutions/${forContacts.id}`)).status).to.equal(200);
    for (const { id } of [forAgents, draft]) {
      expect((await browser.get(`${front.base}/solutions/${id}`)).status).to.equal(404);
      expect((await guest().get(`${front.base}/solutions/${id}`)).status).to.equal(404);
      expect(
        (await browser.post(`${front.base}/solutions/${id}/votes`, { vote: "helpful" })).status,
      ).to.equal(404);
    }
  });

  it("asks guests to sign in for what is for contacts", async () => {
    const { front, forContacts } = await aLibrary();
    const answer = await guest().get(`${front.base}/solutions/${forContacts.id}`);
    expect(answer.status).to.equal(303);
    expect(answer.location).to.contain(`${front.base}/login?next=`);
  });

  it("does not send agents in circles who are no contacts", async () => {
    const { portal, front, forContacts } = await aLibrary();
    const agent = await anAgent(testDb(), { roles: [{ portalId: portal.id, role: "agent" }] });
    const browser = await signedIn(front.base, agent.email);
    expect((await browser.get(`${front.base}/solutions/${forContacts.id}`)).status).to.equal(403);
  });

  it("keeps everything from guests where the customer portal says so", async () => {
    const { portal, front, forAll, topic } = await aLibrary({ guestsMayRead: false });
    for (const path of [
      "/solutions",
      "/solutions?q=quibbler",
      `/solutions/topics/${topic.id}`,
      `/solutions/${forAll.id}`,
    ])
      expect((await guest().get(front.base + path)).location, path).to.contain("/login");
    const { text } = await guest().get(`${front.base}/solutions/suggestions?q=quibbler`);
    expect(text.trim()).to.equal("");
    const contact = await aContact(testDb(), { portalId: portal.id });
    expect(
      (await (await signedIn(front.base, contact.email)).visit(`${front.base}/solutions/${forAll.id}`))
        .status,
    ).to.equal(200);
  });

  it("does not know another portal's solutions and topics", async () => {
    const [mine, theirs] = [await aLibrary(), await aLibrary()];
    const contact = await aContact(testDb(), { portalId: theirs.portal.id });
    const browser = await signedIn(theirs.front.base, contact.email);
    for (const path of [`/solutions/${theirs.forAll.id}`, `/solutions/topics/${theirs.topic.id}`]) {
      expect((await browser.get(mine.front.base + path)).status).to.equal(404);
      expect((await guest().get(mine.front.base + path)).status).to.equal(404);
    }
    expect((await browser.get(`${mine.front.base}/solutions/${mine.forContacts.id}`)).status).to.equal(403);
    expect(await titles(browser, `${mine.front.base}/solutions?q=quibbler`)).to.deep.equal([
      "Reset the quibbler",
    ]);
  });

  it("leads any address with the id to the solution's own", async () => {
    const { front, forAll } = await aLibrary();
    for (const slug of [`${forAll.id}`, `${forAll.id}-old-title`])
      expect((await guest().get(`${front.base}/solutions/${slug}`)).location).to.equal(
        `${front.base}/solutions/${forAll.id}-reset-the-quibbler`,
      );
    for (const slug of ["0", "x", "99999999999999", `${forAll.id}x`, "-1"])
      expect((await guest().get(`${front.base}/solutions/${slug}`)).status, slug).to.equal(404);
  });

  it("leads from nothing found to asking us, for those who may", async () => {
    const { front } = await aLibrary();
    const nothing = await guest().get(`${front.base}/solutions?q=${encodeURIComponent('<script>"xyzzy"')}`);
    expect(nothing.$(".empty h2").text()).to.equal('Nothing found for “<script>"xyzzy"”');
    expect(nothing.$(".empty .button").attr("href")).to.equal(`${front.base}/requests/new`);
    const some = await guest().get(`${front.base}/solutions?q=quibbler+xyzzy`);
    expect(some.text).to.contain("These have some of them");
    const silent = await aFront(testDb(), { portalId: (await aPortal(testDb())).id, guestsMaySubmit: false });
    expect((await guest().get(`${silent.base}/solutions`)).$(".empty .button").attr("href")).to.equal(
      `${silent.base}/solutions`,
    );
  });

  it("counts one answer a day and browser, and every reader in the background", async () => {
    const { front, forAll } = await aLibrary();
    const browser = guest();
    const path = `${front.base}/solutions/${forAll.id}`;
    expect((await browser.post(`${path}/votes`, { vote: "helpful" })).status).to.equal(303);
    await browser.post(`${path}/votes`, { vote: "helpful" });
    await guest().post(`${path}/votes`, { vote: "unhelpful" });
    expect((await browser.post(`${path}/votes`, { vote: "x" })).status).to.equal(422);
    for (let visit = 0; visit < 3; visit++) await guest().visit(path);
    const row = () =>
      testDb()("solutions")
        .where({ id: forAll.id })
        .first("views", "helpful", "unhelpful") as Promise<unknown>;
    expect(await row()).to.include({ views: 0, helpful: 1, unhelpful: 1 });
    await runJob(testDb(), writeViews);
    await runJob(testDb(), writeViews);
    expect(await row()).to.include({ views: 3 });
  });
});
