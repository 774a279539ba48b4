import { expect } from "chai";
import type { Permission } from "../core/actor.ts";
import { AppError } from "../core/errors.ts";
import { asAgent, contextFor, startApp, type TestApp, testDb } from "../test/harness.ts";
import { changeTickets } from "./bulk.service.ts";
import { aDesk, type Desk } from "../test/desk.ts";

describe("bulk actions", () => {
  let app: TestApp;
  let desk: Desk;
  before(async () => {
    app = await startApp();
  });
  beforeEach(async () => {
    desk = await aDesk(app.url, "coordinator");
  });
  after(() => app.close());

  const stored = async (id: number) =>
    (await testDb()("tickets").where({ id }).first()) as Record<string, unknown>;
  const flash = async (location: string | null) =>
    (await desk.browser.get(location ?? "")).$(".flash").text().trim();

  it("changes status, assignee and priority of what is selected, and leads back to the list as it was", async () => {
    const tickets = [await desk.ticket(), await desk.ticket(), await desk.ticket()];
    const [a, b, c] = tickets.map(({ id }) => id) as [number, number, number];
    const numbers = tickets.slice(0, 2).map(({ number }) => String(number));
    const form = {
      tickets: numbers,
      status: "on_hold",
      assignee: String(desk.agent.id),
      priority: "urgent",
      query: "view=all&status=open",
    };
    const { status, location } = await desk.browser.post(`${desk.url}/bulk`, form);
    expect([status, location]).to.deep.equal([303, `${desk.url}?view=all&status=open`]);
    for (const id of [a, b])
      expect(await stored(id)).to.include({ status: "on_hold", assignee_id: desk.agent.id, priority: 4 });
    expect(await stored(c)).to.include({ status: "open", assignee_id: null, priority: 2 });
    expect(await flash(location)).to.equal("2 changed");
    await desk.browser.post(`${desk.url}/bulk`, {
      tickets: numbers,
      status: "",
      assignee: "none",
      priority: "",
    });
    expect(await stored(a)).to.include({ status: "on_hold", assignee_id: null });
  });

  it("says how many could not be changed, and changes the others", async () => {
    const other = await aDesk(app.url);
    for (let count = 0; count < 3; count++) await other.ticket();
    const foreign = await other.ticket();
    const mine = await desk.ticket();
    const { location } = await desk.browser.post(`${desk.url}/bulk`, {
      tickets: [String(mine.number), "999999", String(foreign.number)],
      priority: "low",
    });
    expect(await flash(location)).to.equal("1 changed, 2 not found");
    expect(await stored(mine.id)).to.include({ priority: 1 });
    expect(await stored(foreign.id)).to.include({ priority: 2 });
  });

  it("asks the policy for each request", async () => {
    const mia = await desk.colleague();
    const [hers, nobodys] = [await desk.ticket({ assigneeId: mia.id }), await desk.ticket()];
    const may = new Set<Permission>(["tickets.view", "tickets.edit", "tickets.bulk"]);
    const ctx = contextFor(testDb(), desk.portal.id, { ...asAgent(desk.agent), may });
    const outcome = await changeTickets(ctx, [hers.number, nobodys.number, 12345], { assigneeId: mia.id });
    expect(outcome).to.deep.equal({ changed: 1, notAllowed: 1, missing: 1 });
    const error = await changeTickets(
      contextFor(testDb(), desk.portal.id, asAgent(desk.agent)),
      [hers.number],
      { priority: "low" },
    ).catch((each: unknown) => each);
    expect(error).to.be.instanceOf(AppError).and.to.include({ status: 403 });
  });

  it("is offered to those who may, and refused to others", async () => {
    const { number, id } = await desk.ticket();
    expect((await desk.browser.get(desk.url)).$("form[action$='/bulk'] input[name=tickets]")).to.have.length(
      1,
    );
    const agent = await desk.colleague("agent");
    expect((await agent.browser.get(desk.url)).$("input[name=tickets], .bulk-bar")).to.have.length(0);
    expect(
      (await agent.browser.post(`${desk.url}/bulk`, { tickets: String(number), status: "closed" })).status,
    ).to.equal(403);
    expect(await stored(id)).to.include({ status: "open" });
  });

  it("says what is missing, refuses nonsense, and never leads elsewhere", async () => {
    const { number, id } = await desk.ticket();
    const post = async (fields: Record<string, string | string[]>) => {
      const { status, location } = await desk.browser.post(`${desk.url}/bulk`, fields);
      expect(status).to.equal(303);
      expect(location?.split("?")[0]).to.equal(desk.url);
      return flash(location);
    };
    expect(await post({ status: "closed", query: "" })).to.include("Select at least one");
    expect(await post({ tickets: String(number), query: "//evil.example" })).to.include(
      "Choose what should change",
    );
    expect(await post({ tickets: String(number), status: "burnt" })).not.to.equal("");
    expect(await post({ tickets: String(number), assignee: "4000000" })).to.include(
      "does not work in this portal",
    );
    expect(
      await post({ tickets: Array.from({ length: 201 }, (_, index) => String(index + 1)), status: "closed" }),
    ).not.to.include("changed");
    expect(await stored(id)).to.include({ status: "open", assignee_id: null });
  });
});
