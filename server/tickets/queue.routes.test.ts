import { expect } from "chai";
import { aContact, anAgent, aPortal } from "../test/factories.ts";
import { type Answer, startApp, type TestApp, testDb } from "../test/harness.ts";
import { aDesk, type Desk, textsOf } from "../test/desk.ts";

describe("the queue", () => {
  let app: TestApp;
  let desk: Desk;
  before(async () => {
    app = await startApp();
  });
  beforeEach(async () => {
    desk = await aDesk(app.url);
  });
  after(() => app.close());

  const subjectsOf = ({ $ }: Answer) => textsOf($, "tbody .cell-title a");
  const subjects = async (query: string) => subjectsOf(await desk.browser.get(`${desk.url}${query}`));

  it("shows each saved view's requests, and how many it has", async () => {
    await desk.ticket({ subject: "mine", assigneeId: desk.agent.id });
    await desk.ticket({ subject: "nobody's" });
    const late = await desk.ticket({ subject: "late" });
    await desk.ticket({ subject: "closed", status: "closed", assigneeId: desk.agent.id });
    await desk.setTicket(late.id, { due_at: new Date(Date.now() - 1000) });
    expect(await subjects("")).to.deep.equal(["late", "nobody's", "mine"]);
    expect(await subjects("?view=mine")).to.deep.equal(["mine"]);
    expect(await subjects("?view=unassigned")).to.deep.equal(["late", "nobody's"]);
    expect(await subjects("?view=overdue")).to.deep.equal(["late"]);
    expect(await subjects("?view=all")).to.deep.equal(["closed", "late", "nobody's", "mine"]);
    const { $, status } = await desk.browser.get(desk.url);
    expect(status).to.equal(200);
    expect(textsOf($, ".side-nav a")).to.deep.equal([
      "Mine 1",
      "Unassigned 2",
      "Open 3",
      "Overdue 1",
      "All 4",
    ]);
    expect($(".side-nav [aria-current=page]").text()).to.include("Open");
    const columns = ["ID", "Subject", "Contact", "Status", "Priority", "Assigned to", "Last updated"];
    expect(textsOf($, "thead th")).to.deep.equal(columns);
    expect($(`#request-${late.number}`).text()).to.include("Overdue");
  });

  it("counts to a thousand and then says that there are more", async () => {
    const at = new Date();
    const row = (number: number) => ({
      ...{
        portal_id: desk.portal.id,
        number,
        contact_id: desk.contact.id,
        subject: "s",
        status: "open",
        is_open: 1,
      },
      ...{ last_reply_by: "contact", last_reply_at: at, created_at: at, updated_at: at },
    });
    await testDb()("tickets").insert(Array.from({ length: 1000 }, (_, index) => row(index + 1)));
    expect(textsOf((await desk.browser.get(desk.url)).$, ".side-nav .count")).to.deep.equal([
      "0",
      "1,000",
      "1,000",
      "0",
      "1,000",
    ]);
    await testDb()("tickets").insert(row(1001));
    expect(textsOf((await desk.browser.get(desk.url)).$, ".side-nav .count")).to.deep.equal([
      "0",
      "1,000+",
      "1,000+",
      "0",
      "1,000+",
    ]);
  });

  it("filters by status, priority, category, assignee and contact, also together", async () => {
    const [categoryId] = (await testDb()("categories").insert({
      portal_id: desk.portal.id,
      name: "Billing",
    })) as [number];
    const other = await aContact(testDb(), { portalId: desk.portal.id, name: "Zoe" });
    await desk.ticket({ subject: "open low", priority: 1 });
    const hold = await desk.ticket({ subject: "hold high", status: "on_hold", priority: 3 });
    await desk.setTicket(hold.id, { category_id: categoryId });
    await desk.ticket({
      subject: "progress urgent",
      status: "in_progress",
      priority: 4,
      assigneeId: desk.agent.id,
    });
    await desk.ticket({ subject: "resolved high", status: "resolved", priority: 3, contactId: other.id });
    expect(await subjects("?status=on_hold")).to.deep.equal(["hold high"]);
    expect(await subjects("?status=on_hold&status=open")).to.deep.equal(["hold high", "open low"]);
    expect(await subjects("?view=all&status=on_hold&status=resolved")).to.deep.equal([
      "resolved high",
      "hold high",
    ]);
    expect(await subjects("?priority=high")).to.deep.equal(["hold high"]);
    expect(await subjects("?view=all&priority=high&priority=low")).to.deep.equal([
      "resolved high",
      "hold high",
      "open low",
    ]);
    expect(await subjects(`?category=${categoryId}`)).to.deep.equal(["hold high"]);
    expect(await subjects(`?assignee=${desk.agent.id}`)).to.deep.equal(["progress urgent"]);
    expect(await subjects("?assignee=none")).to.deep.equal(["hold high", "open low"]);
    expect(await subjects(`?view=all&contact=${other.id}`)).to.deep.equal(["resolved high"]);
    expect(await subjects(`?contact=${desk.contact.id}&priority=high&status=on_hold`)).to.deep.equal([
      "hold high",
    ]);
    expect(await subjects(`?category=${categoryId}&priority=low`)).to.deep.equal([]);
    expect(await subjects("?status=closed")).to.deep.equal([]);
    expect(await subjects("?view=mine&assignee=none")).to.deep.equal([]);
  });

  it("offers to sort by what an index has, both ways", async () => {
    const [a, b, c] = [
      await desk.ticket({ subject: "a", priority: 1 }),
      await desk.ticket({ subject: "b", priority: 4 }),
      await desk.ticket({ subject: "c", priority: 1 }),
    ];
    await desk.setTicket(a.id, {
      updated_at: new Date(Date.now() + 5000),
      due_at: new Date(Date.now() + 9e6),
    });
    await desk.setTicket(c.id, { due_at: new Date(Date.now() + 8e6) });
    expect(b.number).to.be.lessThan(c.number);
    expect(await subjects("?sort=updated-desc")).to.deep.equal(["a", "c", "b"]);
    expect(await subjects("?sort=updated-asc")).to.deep.equal(["b", "c", "a"]);
    expect(await subjects("?sort=number-desc")).to.deep.equal(["c", "b", "a"]);
    expect(await subjects("?view=all&sort=number-asc")).to.deep.equal(["a", "b", "c"]);
    expect(await subjects("?sort=priority-desc")).to.deep.equal(["b", "a", "c"]);
    expect(await subjects("?view=all&sort=priority-asc")).to.deep.equal(["c", "a", "b"]);
    expect(await subjects("?sort=due-asc")).to.deep.equal(["b", "c", "a"]);
    expect(await subjects("?sort=due-desc")).to.deep.equal(["a", "c", "b"]);
    const { $ } = await desk.browser.get(`${desk.url}?sort=priority-desc`);
    expect($("th[aria-sort=descending]").text()).to.equal("Priority");
    expect($("th[aria-sort] a").attr("href")).to.include("sort=priority-asc");
    expect($("th:contains('Contact') a, th:contains('Assigned') a")).to.have.length(0);
    expect(await subjects("?view=mine&sort=priority-desc")).to.deep.equal([]);
  });

  it("says why a list is empty, in every view", async () => {
    const titles = [];
    for (const view of ["mine", "unassigned", "open", "overdue", "all"])
      titles.push((await desk.browser.get(`${desk.url}?view=${view}`)).$(".empty h2").text());
    expect(new Set(titles).size).to.equal(5);
    expect((await desk.browser.get(`${desk.url}?priority=high`)).$(".empty a").attr("href")).to.equal(
      desk.url,
    );
  });

  it("shows names and subjects as they were typed", async () => {
    await testDb()("contacts")
      .where({ id: desk.contact.id })
      .update({ name: `<img src=x onerror="alert(1)">` });
    const subject = `<script>alert("x")</script> the printer`;
    await desk.ticket({ subject });
    const { $, text } = await desk.browser.get(desk.url);
    expect(text).not.to.include("<script>alert").and.not.to.include("<img src=x");
    expect($("tbody .cell-title a").text()).to.equal(subject);
  });

  it("needs less than 40 KB for fifty rows, with boxes to select them and a dozen of agents to choose from", async () => {
    const { browser } = await desk.colleague("coordinator");
    for (let row = 0; row < 12; row++) await desk.colleague();
    const subject = "The printer on the second floor does not take A4 paper any more";
    const given = {
      subject,
      assigneeId: desk.agent.id,
      priority: 4,
      status: "in_progress",
      at: new Date(Date.now() - 5e9),
    };
    for (let row = 0; row < 51; row++) {
      const { id } = await desk.ticket(given);
      if (row % 3 === 0)
        await desk.setTicket(id, { due_at: new Date(Date.now() - 4e9), last_reply_by: "agent" });
    }
    const { $, text } = await browser.get(`${desk.url}?view=all`);
    expect($("tbody tr")).to.have.length(50);
    expect($("tbody input[type=checkbox]")).to.have.length(50);
    expect(Buffer.byteLength(text)).to.be.below(40_000);
  });

  it("is not for contacts, nor for agents of another portal", async () => {
    const elsewhere = await aPortal(testDb());
    const other = await anAgent(testDb(), { roles: [{ portalId: elsewhere.id, role: "coordinator" }] });
    const browser = await desk.signedIn(other.email);
    expect((await browser.get(desk.url)).status).to.equal(404);
    expect((await browser.get(`${desk.url}/live`)).status).to.equal(404);
    expect((await browser.get(`/desk/${elsewhere.slug}/requests?view=all`)).status).to.equal(200);
    const contact = await desk.signedIn(desk.contact.email, desk.front.base);
    expect((await contact.get(desk.url)).status).to.equal(403);
  });
});
