import { expect } from "chai";
import { aContact, aFront, anAgent, aPortal } from "../test/factories.ts";
import { Browser, startApp, type TestApp, testDb } from "../test/harness.ts";
import { anAnnouncement } from "../test/publications.ts";
import { phaseOf } from "./announcement.ts";

const hours = (count: number) => new Date(Date.now() + count * 3_600_000);

describe("announcements", () => {
  let app: TestApp;
  before(async () => (app = await startApp()));
  after(() => app.close());

  const shown = async (browser: Browser, path: string) => {
    const { $ } = await browser.get(path);
    return $(".announcement h2")
      .map((_index, heading) => $(heading).text())
      .get();
  };

  it("knows what is coming, current and over to the moment", () => {
    const [startsAt, endsAt] = [new Date("2026-03-01T00:00:00Z"), new Date("2026-03-02T00:00:00Z")];
    const at = (now: string) => phaseOf({ startsAt, endsAt }, new Date(now));
    expect(
      [
        "2026-02-28T23:59:59.999Z",
        "2026-03-01T00:00:00Z",
        "2026-03-01T23:59:59.999Z",
        "2026-03-02T00:00:00Z",
      ].map(at),
    ).to.deep.equal(["coming", "current", "current", "over"]);
    expect(phaseOf({ startsAt, endsAt: null }, new Date("2999-01-01"))).to.equal("current");
  });

  it("shows current ones to their readers, pinned ones first", async () => {
    const db = testDb();
    const portal = await aPortal(db);
    const front = await aFront(db, { portalId: portal.id });
    const add = (title: string, more: object) => anAnnouncement(db, { portalId: portal.id, title, ...more });
    await add("old news", { startsAt: hours(-50), endsAt: hours(-1) });
    await add("planned", { startsAt: hours(5) });
    await add("pinned", { startsAt: hours(-30), pinned: true, endsAt: hours(1) });
    await add("latest", { startsAt: hours(-1) });
    await add("for contacts", { startsAt: hours(-2), audience: "contacts" });
    await add("for agents", { startsAt: hours(-2), audience: "agents" });
    await anAnnouncement(db, { portalId: (await aPortal(db)).id, title: "theirs" });
    const path = `${front.base}/announcements`;
    const guest = new Browser(app.url);
    expect(await shown(guest, path)).to.deep.equal(["pinned", "latest"]);
    const contact = await aContact(db, { portalId: portal.id });
    const browser = new Browser(app.url);
    await browser.signIn(contact.email, front.base);
    expect(await shown(browser, path)).to.deep.equal(["pinned", "latest", "for contacts"]);
    const quiet = await aFront(db, { portalId: (await aPortal(db)).id });
    expect((await guest.get(`${quiet.base}/announcements`)).$(".empty h2").text()).to.equal(
      "No announcements",
    );
  });

  async function aDesk(role: "agent" | "coordinator") {
    const db = testDb();
    const portal = await aPortal(db);
    const front = await aFront(db, { portalId: portal.id });
    const agent = await anAgent(db, { roles: [{ portalId: portal.id, role }] });
    const browser = new Browser(app.url);
    await browser.signIn(agent.email);
    return { portal, front, browser, desk: `/desk/${portal.slug}/announcements` };
  }
  const today = () => new Date().toISOString().slice(0, 10);
  const written = (more: Record<string, string> = {}) => ({
    title: "Maintenance",
    body: "Mail is away tonight.",
    bodyFormat: "text",
    audience: "public",
    from: today(),
    until: today(),
    ...more,
  });

  it("are written, changed and deleted at the desk", async () => {
    const { portal, front, browser, desk } = await aDesk("coordinator");
    expect((await browser.get(desk)).$(".empty .button").attr("href")).to.equal(`${desk}/new`);
    expect((await browser.get(`${desk}/new`)).$("[name=from]").val()).to.equal(today());
    expect((await browser.post(desk, written({ pinned: "true", _once: "k" }))).status).to.equal(303);
    await browser.post(desk, written({ pinned: "true", _once: "k" }));
    const rows = await testDb()<{ id: number; portal_id: number; ends_at: Date; pinned: number }>(
      "announcements",
    ).where({
      portal_id: portal.id,
    });
    expect(rows).to.have.length(1);
    const [{ id, ends_at, pinned } = { id: 0, ends_at: new Date(), pinned: 0 }] = rows;
    expect(pinned).to.equal(1);
    // The last day counts to its end.
    expect(ends_at.getTime()).to.equal(Date.parse(today()) + 86_400_000);
    expect(await shown(new Browser(app.url), `${front.base}/announcements`)).to.deep.equal(["Maintenance"]);
    const form = await browser.get(`${desk}/${id}`);
    expect(form.$("[name=until]").val()).to.equal(today());
    expect(form.$("[name=pinned]").attr("checked")).to.not.equal(undefined);
    await browser.post(`${desk}/${id}`, written({ title: "Over", from: "2026-01-01", until: "2026-01-02" }));
    expect((await browser.get(desk)).text).to.contain("Over");
    expect(await shown(new Browser(app.url), `${front.base}/announcements`)).to.deep.equal([]);
    await browser.post(`${desk}/${id}/deletion`);
    expect((await browser.get(`${desk}/${id}`)).status).to.equal(404);
  });

  it("come back with what was typed when something is wrong", async () => {
    const { browser, desk } = await aDesk("coordinator");
    const cases: [Record<string, string>, string][] = [
      [{ title: " " }, "title"],
      [{ body: "  " }, "body"],
      [{ body: "x".repeat(30_000) }, "body"],
      [{ body: `<p>${"&".repeat(19_900)}</p>`, bodyFormat: "html" }, "body"],
      [{ from: "tomorrow" }, "from"],
      [{ until: "2020-01-01" }, "until"],
      [{ audience: "x" }, "audience"],
    ];
    for (const [wrong, field] of cases) {
      const answer = await browser.post(
        desk,
        written({ ...(field === "title" ? {} : { title: "kept" }), ...wrong }),
      );
      expect(answer.status, field).to.equal(422);
      expect(answer.$(`#field-${field}-error`).text(), field).to.not.equal("");
      if (field !== "title") expect(answer.$("[name=title]").val()).to.equal("kept");
    }
  });

  it("are read, not written, by agents without announcements.edit, and unknown in other portals", async () => {
    const [mine, theirs] = [await aDesk("agent"), await aDesk("coordinator")];
    const { id } = await anAnnouncement(testDb(), { portalId: mine.portal.id, title: "Read me" });
    expect((await mine.browser.get(mine.desk)).text).to.contain("Read me");
    const page = await mine.browser.get(`${mine.desk}/${id}`);
    expect([page.status, page.$("form[action*=announcements]").length]).to.deep.equal([200, 0]);
    expect((await mine.browser.get(`${mine.desk}/new`)).status).to.equal(403);
    for (const path of ["", `/${id}`, `/${id}/deletion`])
      expect((await mine.browser.post(mine.desk + path, written())).status, path).to.equal(403);
    expect((await theirs.browser.get(`${theirs.desk}/${id}`)).status).to.equal(404);
    for (const path of [`/${id}`, `/${id}/deletion`])
      expect((await theirs.browser.post(theirs.desk + path, written())).status, path).to.equal(404);
  });
});
