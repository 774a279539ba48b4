import { expect } from "chai";
import { startApp, type TestApp, testDb } from "../test/harness.ts";
import { aDesk, textsOf } from "../test/desk.ts";

describe("a request's properties at the desk", () => {
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.close());

  const stored = (id: number) =>
    testDb()("tickets").where({ id }).first() as Promise<Record<string, unknown>>;

  it("changes status, assignee, priority and category from one form, and records each", async () => {
    const desk = await aDesk(app.url, "coordinator");
    const mia = await desk.colleague("agent", "Mia Keller");
    const [categoryId] = (await testDb()("categories").insert({
      portal_id: desk.portal.id,
      name: "Billing",
    })) as [number];
    const { id, number } = await desk.ticket();
    const url = `${desk.url}/${number}`;
    const { $ } = await desk.browser.get(url);
    expect(textsOf($, "section[aria-label=Properties] label")).to.deep.equal([
      "Status",
      "Assigned to",
      "Priority",
      "Category",
    ]);
    const was = { wasStatus: "open", wasAssigneeId: "none", wasPriority: "medium", wasCategoryId: "none" };
    const form = {
      ...was,
      status: "in_progress",
      assigneeId: String(mia.id),
      priority: "high",
      categoryId: String(categoryId),
    };
    expect((await desk.browser.post(`${url}/changes`, form)).status).to.equal(303);
    expect(await stored(id)).to.include({
      status: "in_progress",
      assignee_id: mia.id,
      priority: 3,
      category_id: categoryId,
    });
    const who = desk.agent.name;
    expect(textsOf((await desk.browser.get(url)).$, ".message-event span")).to.deep.equal([
      `${who} changed the status from Open to In Progress`,
      `${who} assigned this to Mia Keller`,
      `${who} changed the priority from Medium to High`,
      `${who} put this under Billing`,
    ]);
  });

  it("takes back nothing that somebody else changed since the page was made", async () => {
    const desk = await aDesk(app.url, "coordinator");
    const { id, number } = await desk.ticket();
    await desk.setTicket(id, { status: "on_hold", priority: 4 });
    const stale = { wasStatus: "open", status: "open", wasPriority: "medium", priority: "low" };
    await desk.browser.post(`${desk.url}/${number}/changes`, stale);
    expect(await stored(id)).to.include({ status: "on_hold", priority: 1 });
  });

  it("lets an agent without the permission to assign take a request and give it back, no more", async () => {
    const desk = await aDesk(app.url, "agent");
    const mia = await desk.colleague();
    const { id, number } = await desk.ticket();
    const url = `${desk.url}/${number}`;
    const before = (await desk.browser.get(url)).$;
    expect(textsOf(before, "#field-assigneeId option")).to.deep.equal(["Nobody", `${desk.agent.name} (me)`]);
    expect((await desk.browser.post(`${url}/changes`, { assigneeId: String(mia.id) })).status).to.equal(403);
    const take = before("button:contains('Take it')").closest("form");
    expect(
      (
        await desk.browser.post(take.attr("action") ?? "", {
          assigneeId: take.find("[name=assigneeId]").val() as string,
        })
      ).status,
    ).to.equal(303);
    expect(await stored(id)).to.include({ assignee_id: desk.agent.id });
    const after = (await desk.browser.get(url)).$;
    expect(after("button:contains('Take it')")).to.have.length(0);
    expect(textsOf(after, ".message-event span")).to.deep.equal([`${desk.agent.name} took this request`]);
    expect(after("button:contains('Give it back')")).to.have.length(1);
    expect((await desk.browser.post(`${url}/changes`, { assigneeId: "none" })).status).to.equal(303);
    expect(await stored(id)).to.include({ assignee_id: null });
  });

  it("shows who has it also when that person left, and keeps it so", async () => {
    const desk = await aDesk(app.url, "coordinator");
    const gone = await desk.colleague("agent", "Old Hand");
    const { id, number } = await desk.ticket({ assigneeId: gone.id });
    await testDb()("agents").where({ id: gone.id }).update({ disabled_at: new Date() });
    const { $ } = await desk.browser.get(`${desk.url}/${number}`);
    expect($("#field-assigneeId option[selected]").text()).to.equal("Old Hand (does not work here any more)");
    const same = {
      wasAssigneeId: String(gone.id),
      assigneeId: String(gone.id),
      wasPriority: "medium",
      priority: "high",
    };
    expect((await desk.browser.post(`${desk.url}/${number}/changes`, same)).status).to.equal(303);
    expect(await stored(id)).to.include({ assignee_id: gone.id, priority: 3 });
  });

  it("marks an overdue request in words", async () => {
    const desk = await aDesk(app.url);
    const { id, number } = await desk.ticket();
    await desk.setTicket(id, { due_at: new Date(Date.now() - 60_000) });
    const url = `${desk.url}/${number}`;
    expect((await desk.browser.get(url)).$("h1").closest(".page-header").text()).to.include("Overdue");
    await desk.setTicket(id, { status: "resolved", is_open: false });
    expect((await desk.browser.get(url)).$("h1").closest(".page-header").text()).not.to.include("Overdue");
  });

  it("says why a person who left meanwhile was not assigned", async () => {
    const desk = await aDesk(app.url, "coordinator");
    const gone = await desk.colleague();
    await testDb()("agents").where({ id: gone.id }).update({ disabled_at: new Date() });
    const { id, number } = await desk.ticket();
    const sent = await desk.browser.post(`${desk.url}/${number}/changes`, { assigneeId: String(gone.id) });
    expect((await desk.browser.get(sent.location ?? "")).$(".flash").text()).to.include(
      "does not work in this portal",
    );
    expect(await stored(id)).to.include({ assignee_id: null });
  });
});
