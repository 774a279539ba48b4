import { expect } from "chai";
import { aContact, anAgent, aPortal, aTicket } from "../test/factories.ts";
import { Browser, deliverAll, startApp, type TestApp, testDb } from "../test/harness.ts";

const base = "/admin/users/agents";

describe("agents in administration", () => {
  let app: TestApp;
  let admin: Browser;
  let me: { id: number };
  let portal: { id: number; slug: string };
  before(async () => {
    app = await startApp();
    portal = await aPortal(app.db);
    const agent = await anAgent(app.db, { administrator: true });
    me = agent;
    admin = new Browser(app.url);
    await admin.signIn(agent.email);
  });
  after(() => app.close());
  const db = testDb;
  const unique = () => `${Math.random().toString(36).slice(2, 10)}@example.com`;

  it("are invited by mail, choose a password and land at their desk", async () => {
    const email = unique();
    const made = await admin.post(base, { name: "Mia", email, [`role-${portal.id}`]: "coordinator" });
    expect(made.location).to.equal(base);
    expect((await admin.get(base)).$("tbody").text()).to.contain(email);
    await deliverAll();
    const { body_text: text } = await db()("mails")
      .where({ recipient: email })
      .first<{ body_text: string }>("body_text");
    const link = new URL(/https?:\/\/[^\s>]+/.exec(text)?.[0] ?? "");
    expect(link.origin + link.pathname).to.equal(`${app.url}/invitation`);
    const browser = new Browser(app.url);
    const accepted = await browser.post("/invitation", {
      token: link.searchParams.get("token") ?? "",
      password: "four words without sense",
    });
    expect(accepted.location).to.equal(`/desk/${portal.slug}/requests`);
    expect((await browser.get(`/desk/${portal.slug}/contacts/new`)).status).to.equal(200);
  });

  it("refuse an address twice, no address, and a role that there is not", async () => {
    const agent = await anAgent(db());
    expect(
      (await admin.post(base, { name: "x", email: agent.email })).$("#field-email-error").text(),
    ).to.contain("Another agent");
    expect((await admin.post(base, { name: "x" })).$("#field-email-error").text()).to.have.length.above(5);
    const email = unique();
    expect((await admin.post(base, { name: "x", email, [`role-${portal.id}`]: "root" })).status).to.equal(
      422,
    );
    expect(await db()("logins").where({ email }), "nothing half made").to.eql([]);
  });

  it("change portals and roles; who leaves a portal is taken off its requests", async () => {
    const agent = await anAgent(db(), { roles: [{ portalId: portal.id, role: "agent" }] });
    const contact = await aContact(db(), { portalId: portal.id });
    const ticket = await aTicket(db(), { portalId: portal.id, contactId: contact.id, assigneeId: agent.id });
    const other = await aPortal(db());
    await admin.post(`${base}/${agent.id}`, {
      name: "Renamed",
      [`role-${portal.id}`]: "",
      [`role-${other.id}`]: "agent",
    });
    expect(await db()("portal_members").where({ agent_id: agent.id }).select("portal_id", "role")).to.eql([
      { portal_id: other.id, role: "agent" },
    ]);
    expect(await db()("tickets").where({ id: ticket.id }).first("assignee_id")).to.eql({ assignee_id: null });
    const members = `/admin/portals/${portal.id}/members`;
    await admin.post(members, { [`role-${agent.id}`]: "coordinator" });
    expect((await admin.get(members)).$(`#field-role-${agent.id} option[selected]`).val()).to.equal(
      "coordinator",
    );
  });

  it("are signed out at once when disabled, and let in again when enabled", async () => {
    const agent = await anAgent(db(), { roles: [{ portalId: portal.id, role: "agent" }] });
    const browser = new Browser(app.url);
    await browser.signIn(agent.email);
    const desk = `/desk/${portal.slug}/contacts`;
    expect((await browser.get(desk)).status).to.equal(200);
    await admin.post(`${base}/${agent.id}/suspension`);
    expect((await browser.get(desk)).location).to.match(/^\/login/);
    expect((await browser.signIn(agent.email)).status).to.equal(403);
    await admin.post(`${base}/${agent.id}/suspension-end`);
    expect((await browser.signIn(agent.email)).status).to.equal(303);
  });

  it("always leave one administrator", async () => {
    const others = await db()("agents")
      .whereNot({ id: me.id })
      .where({ is_administrator: 1 })
      .pluck<number[]>("id");
    await db()("agents").whereIn("id", others).update({ is_administrator: false });
    const demoted = await admin.post(`${base}/${me.id}`, { name: "Me" });
    expect([demoted.status, demoted.$("#field-administrator-error").text()]).to.eql([
      422,
      "This is the last administrator. Make somebody else one first.",
    ]);
    const disabled = await admin.post(`${base}/${me.id}/suspension`);
    expect([disabled.status, disabled.$("[role=alert]").text().includes("last administrator")]).to.eql([
      422,
      true,
    ]);
    const second = await anAgent(db(), { administrator: true });
    expect((await admin.post(`${base}/${second.id}`, { name: "Second" })).status, "there are two").to.equal(
      303,
    );
    await db()("agents").whereIn("id", others).update({ is_administrator: true });
  });

  it("have roles that a page explains, and that page is administrators' only", async () => {
    const page = await admin.get("/admin/users/roles");
    expect(page.$("thead th").text()).to.contain("Coordinator");
    expect(page.$("tbody tr").length).to.equal(10);
    const agent = await anAgent(db(), { roles: [{ portalId: portal.id, role: "administrator" }] });
    const browser = new Browser(app.url);
    await browser.signIn(agent.email);
    for (const path of [base, `${base}/new`, "/admin/users/roles"])
      expect((await browser.get(path)).status).to.equal(403);
    expect((await browser.post(`${base}/${agent.id}`, { name: "x", administrator: "true" })).status).to.equal(
      403,
    );
  });
});
