import { expect } from "chai";
import { aContact, anAgent, aPortal, aTicket } from "../test/factories.ts";
import { Browser, startApp, type TestApp, testDb } from "../test/harness.ts";

describe("the queue", () => {
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.close());

  async function aDesk(role: "agent" | "coordinator" = "agent") {
    const portal = await aPortal(testDb());
    const agent = await anAgent(testDb(), { roles: [{ portalId: portal.id, role }] });
    const contact = await aContact(testDb(), { portalId: portal.id });
    const browser = new Browser(app.url);
    await browser.signIn(agent.email);
    const ticket = (given: Partial<Parameters<typeof aTicket>[1]> = {}) =>
      aTicket(testDb(), { portalId: portal.id, contactId: contact.id, ...given });
    return { portal, agent, contact, browser, ticket, url: `/desk/${portal.slug}/requests` };
  }
  const subjects = ($: Awaited<ReturnType<Browser["get"]>>["$"]) =>
    $("tbody .cell-title a")
      .toArray()
      .map((link) => $(link).text());

  it("shows each saved view's requests, and how many it has", async () => {
    const { agent, browser, ticket, url } = await aDesk();
    await ticket({ subject: "mine", assigneeId: agent.id });
    await ticket({ subject: "nobody's" });
    const late = await ticket({ subject: "late" });
    await ticket({ subject: "closed", status: "closed", assigneeId: agent.id });
    await testDb()("tickets")
      .where({ id: late.id })
      .update({ due_at: new Date(Date.now() - 1000) });
    const view = async (name: string) => subjects((await browser.get(`${url}?view=${name}`)).$);
    expect(await view("open")).to.deep.equal(["late", "nobody's", "mine"]);
    expect(await view("mine")).to.deep.equal(["mine"]);
    expect(await view("unassigned")).to.deep.equal(["late", "nobody's"]);
    expect(await view("overdue")).to.deep.equal(["late"]);
    expect(await view("all")).to.have.length(4);
    const { $, status } = await browser.get(url);
    expect(status).to.equal(200);
    expect(
      $(".side-nav a")
        .toArray()
        .map((link) => $(link).text()),
    ).to.deep.equal(["Mine 1", "Unassigned 2", "Open 3", "Overdue 1", "All 4"]);
    expect(
      $("thead th")
        .toArray()
        .map((cell) => $(cell).text()),
    ).to.deep.equal(["ID", "Subject", "Contact", "Status", "Priority", "Assigned to", "Last updated"]);
    expect($("nav a[aria-current=page]").text()).to.include("Requests");
  });
});
