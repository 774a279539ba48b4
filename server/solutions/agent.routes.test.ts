import { expect } from "chai";
import { aFront, anAgent, aPortal } from "../test/factories.ts";
import { Browser, deliverAll, startApp, type TestApp, testDb } from "../test/harness.ts";
import { aSolution, aTopic } from "../test/publications.ts";

describe("solutions at the desk", () => {
  let app: TestApp;
  before(async () => (app = await startApp()));
  after(() => app.close());

  async function aDesk(role: "agent" | "coordinator") {
    const db = testDb();
    const portal = await aPortal(db);
    const front = await aFront(db, { portalId: portal.id });
    const topic = await aTopic(db, { portalId: portal.id, name: "Printing" });
    const agent = await anAgent(db, { roles: [{ portalId: portal.id, role }] });
    const browser = new Browser(app.url);
    await browser.signIn(agent.email);
    return { portal, front, topic, browser, desk: `/desk/${portal.slug}/solutions` };
  }
  const written = (topicId: number, more: Record<string, string> = {}) => ({
    title: "Clear a paper jam",
    summary: "In two minutes",
    body: "<p>Open <i>the</i> tray.<script>alert(1)</script></p>",
    bodyFormat: "html",
    topicId: String(topicId),
    audience: "public",
    state: "published",
    ...more,
  });
  const rowOf = (id: number) =>
    testDb()("solutions").where({ id }).first() as Promise<Record<string, unknown> & { updated_at: Date }>;
  const idIn = (location: string | null) => Number(/\/solutions\/(\d+)$/.exec(location ?? "")?.[1]);

  it("writes one that customers find, changes it, withdraws it, deletes it", async () => {
    const { front, topic, browser, desk } = await aDesk("coordinator");
    const created = await browser.post(desk, written(topic.id));
    expect(created.status).to.equal(303);
    const id = idIn(created.location);
    expect((await rowOf(id)).body_html).to.equal("<p>Open <i>the</i> tray.</p>");
    await deliverAll();
    const found = async (query: string) =>
      (await new Browser(app.url).get(`${front.base}/solutions?q=${query}`)).$(".link-list a").length;
    expect(await found("paper")).to.equal(1);

    const edit = await browser.get(`${desk}/${id}/edit`);
    expect(edit.$("[name=body]").val()).to.contain("<i>the</i>");
    const version = () => rowOf(id).then((row) => String(row.updated_at.getTime()));
    const changed = await browser.post(
      `${desk}/${id}`,
      written(topic.id, { title: "Free the tray", version: await version() }),
    );
    expect(changed.status).to.equal(303);
    await deliverAll();
    expect([await found("paper"), await found("free")]).to.deep.equal([0, 1]);

    await browser.post(`${desk}/${id}`, written(topic.id, { state: "draft", version: await version() }));
    expect((await new Browser(app.url).get(`${front.base}/solutions/${id}`)).status).to.equal(404);
    expect((await browser.get(`${desk}/${id}`)).text).to.contain("Draft");

    expect((await browser.post(`${desk}/${id}/deletion`)).location).to.equal(desk);
    await deliverAll();
    expect(await rowOf(id)).to.equal(undefined);
    expect(await testDb()("search_documents").where({ document_id: id, kind: 3 })).to.deep.equal([]);
  });

  it("creates nothing twice", async () => {
    const { portal, topic, browser, desk } = await aDesk("coordinator");
    const form = written(topic.id, { _once: "the same form" });
    const [first, second] = [await browser.post(desk, form), await browser.post(desk, form)];
    expect(second.location).to.equal(first.location);
    expect(await testDb()("solutions").where({ portal_id: portal.id })).to.have.length(1);
  });

  it("does not write over what somebody else has saved", async () => {
    const { portal, topic, browser, desk } = await aDesk("coordinator");
    const { id } = await aSolution(testDb(), { portalId: portal.id, topicId: topic.id, title: "As it is" });
    const stale = await browser.post(`${desk}/${id}`, written(topic.id, { version: "12345" }));
    expect(stale.status).to.equal(422);
    expect(stale.$("[role=alert]").text()).to.contain("Somebody else");
    expect(stale.$("[name=title]").val()).to.equal("Clear a paper jam");
    expect((await rowOf(id)).title).to.equal("As it is");
  });

  it("keeps what was typed when something is missing", async () => {
    const { browser, desk, topic } = await aDesk("coordinator");
    const theirs = await aDesk("coordinator");
    const cases: [Record<string, string>, string][] = [
      [{ title: "" }, "title"],
      [{ title: "x".repeat(10_000) }, "title"],
      [{ body: "<p>&nbsp;</p>" }, "body"],
      [{ topicId: "" }, "topicId"],
      [{ topicId: String(theirs.topic.id) }, "topicId"],
      [{ audience: "everybody" }, "audience"],
    ];
    for (const [wrong, field] of cases) {
      const answer = await browser.post(desk, written(topic.id, { summary: "kept", ...wrong }));
      expect(answer.status, field).to.equal(422);
      expect(answer.$(`#field-${field}-error`).text(), field).to.not.equal("");
      expect(answer.$("[name=summary]").val()).to.equal("kept");
    }
  });

  it("lists by state, topic and words, drafts included", async () => {
    const { portal, topic, browser, desk } = await aDesk("agent");
    const below = await aTopic(testDb(), { portalId: portal.id, parentId: topic.id, name: "Toner" });
    await aSolution(testDb(), { portalId: portal.id, topicId: below.id, title: "Change the toner" });
    await aSolution(testDb(), {
      portalId: portal.id,
      topicId: topic.id,
      title: "Unfinished",
      state: "draft",
    });
    const titles = async (query: string) =>
      (await browser.get(desk + query))
        .$("tbody bdi")
        .map((_i, each) => (each.children[0] && "data" in each.children[0] ? each.children[0].data : ""))
        .get();
    expect(await titles("")).to.deep.equal(["Unfinished", "Printing", "Change the toner", "Toner"]);
    expect(await titles("?state=draft")).to.deep.equal(["Unfinished", "Printing"]);
    expect(await titles(`?topic=${below.id}`)).to.deep.equal(["Change the toner", "Toner"]);
    expect((await titles(`?topic=${topic.id}`)).length).to.equal(4);
    expect((await browser.get(`${desk}?before=x&topic=x&state=x`)).status).to.equal(200);
    expect((await browser.get(`${desk}?q=nothinglikeit`)).text).to.contain("No solutions here");
  });

  it("lets agents without solutions.edit read only", async () => {
    const { portal, topic, browser, desk } = await aDesk("agent");
    const { id } = await aSolution(testDb(), { portalId: portal.id, topicId: topic.id, audience: "agents" });
    const page = await browser.get(`${desk}/${id}`);
    expect(page.status).to.equal(200);
    expect(page.text).to.not.contain("/edit");
    expect((await browser.get(desk)).text).to.not.contain(`${desk}/new`);
    for (const path of ["/new", `/${id}/edit`, "/topics", `/topics/${topic.id}`])
      expect((await browser.get(desk + path)).status, path).to.equal(403);
    for (const path of ["", `/${id}`])
      expect((await browser.post(desk + path, written(topic.id))).status, path).to.equal(403);
    for (const path of [`/${id}/deletion`, `/topics/${topic.id}/deletion`])
      expect((await browser.post(desk + path)).status, path).to.equal(403);
    expect((await browser.post(`${desk}/topics`, { name: "New" })).status).to.equal(403);
  });

  it("does not know another portal's solutions", async () => {
    const [mine, theirs] = [await aDesk("coordinator"), await aDesk("coordinator")];
    const { id } = await aSolution(testDb(), { portalId: theirs.portal.id, topicId: theirs.topic.id });
    for (const path of [`/${id}`, `/${id}/edit`, `/topics/${theirs.topic.id}`])
      expect((await mine.browser.get(mine.desk + path)).status, path).to.equal(404);
    for (const path of [`/${id}`, `/${id}/deletion`, `/topics/${theirs.topic.id}/deletion`])
      expect((await mine.browser.post(mine.desk + path, written(mine.topic.id))).status, path).to.equal(404);
    expect((await mine.browser.get(theirs.desk)).status).to.equal(404);
    expect(await rowOf(id)).to.not.equal(undefined);
  });

  it("keeps the topics a tree", async () => {
    const { portal, topic, browser, desk } = await aDesk("coordinator");
    const topics = `${desk}/topics`;
    const named = async (name: string) =>
      (
        await testDb()<{ id: number; portal_id: number; name: string }>("topics")
          .where({ portal_id: portal.id, name })
          .first("id")
      )?.id ?? 0;
    expect(
      (await browser.post(topics, { name: "Toner", parentId: String(topic.id), position: "1" })).status,
    ).to.equal(303);
    const toner = await named("Toner");
    expect((await browser.post(topics, { name: "toner", parentId: String(topic.id) })).status).to.equal(422);
    expect(
      (await browser.post(`${topics}/${topic.id}`, { name: "Printing", parentId: String(toner) })).status,
    ).to.equal(422);
    expect((await browser.post(`${topics}/${topic.id}/deletion`)).text).to.contain("Move them first");
    expect((await browser.post(`${topics}/${toner}`, { name: "Ink", parentId: "" })).status).to.equal(303);
    expect((await browser.get(`${topics}/${toner}`)).$("[name=name]").val()).to.equal("Ink");
    expect((await browser.post(`${topics}/${toner}/deletion`)).status).to.equal(303);
  });
});
