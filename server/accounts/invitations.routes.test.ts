import { expect } from "chai";
import { loadSettings } from "../core/settings.ts";
import { aContact, aFront, anAgent, aPortal } from "../test/factories.ts";
import { Browser, deliverAll, startApp, type TestApp } from "../test/harness.ts";

const better = "a heron at the weir";

describe("invitations", () => {
  let app: TestApp;
  let portal: { id: number; slug: string };
  let other: { id: number; slug: string };
  let base: string;
  let otherBase: string;
  let admin: Browser;
  let desk: Browser;
  before(async () => {
    app = await startApp();
    [portal, other] = [await aPortal(app.db), await aPortal(app.db)];
    base = (await aFront(app.db, { portalId: portal.id })).base;
    otherBase = (await aFront(app.db, { portalId: other.id })).base;
    admin = new Browser(app.url);
    await admin.signIn((await anAgent(app.db, { name: "Ada Admin", administrator: true })).email);
    desk = new Browser(app.url);
    const roles = [{ portalId: portal.id, role: "coordinator" as const }];
    await desk.signIn((await anAgent(app.db, { name: "Cora Coordinator", roles })).email);
  });
  afterEach(async () => {
    await app.db("settings").delete();
    await loadSettings(app.db);
  });
  after(() => app.close());

  const list = "/admin/users/invitations";
  const idOf = async (contactId: number) =>
    String(((await app.db("invitations").where({ contact_id: contactId }).first("id")) as { id: number }).id);
  const mails = async (email: string) => {
    await deliverAll(app.db);
    return app
      .db("mails")
      .where({ recipient: email })
      .orderBy("id", "desc")
      .select<{ body_text: string }[]>("body_text");
  };
  const newestLink = async (email: string) =>
    /token=([\w-]+)/.exec((await mails(email))[0]?.body_text ?? "")?.[1] ?? "";
  const invited = async () => {
    const contact = await aContact(app.db, { portalId: portal.id, login: false });
    const answer = await desk.post(`/desk/${portal.slug}/contacts/${contact.id}/invitations`);
    expect(answer.status).to.equal(303);
    return { ...contact, token: await newestLink(contact.email) };
  };
  const rowOf = async (email: string) => {
    const { $ } = await admin.get(`${list}?q=${encodeURIComponent(email)}`);
    return $("tbody tr").text().replace(/\s+/g, " ").trim();
  };
  const heading = async (token: string, at = base) => {
    const { $, status } = await new Browser(app.url).get(`${at}/invitation?token=${token}`);
    return `${status} ${$("h1").text()}`;
  };

  it("are listed with who sent them and when, and what became of them", async () => {
    const { email, id, token } = await invited();
    expect(await rowOf(email))
      .to.include("Pending")
      .and.include("by Cora Coordinator")
      .and.not.include("times");
    const page = await desk.get(`/desk/${portal.slug}/contacts/${id}`);
    expect(page.$(".facts").text()).to.match(/Pending · .* · by Cora Coordinator · Works until/);
    await new Browser(app.url).post(`${base}/invitation`, { token, password: better });
    expect(await rowOf(email)).to.include("Accepted");
    expect(await heading(token)).to.equal("410 You are in already");
    const only = async (state: string) => rowsIn(`${list}?q=${encodeURIComponent(email)}&state=${state}`);
    expect([await only("accepted"), await only("pending")]).to.eql([1, 0]);
    expect(await rowsIn(`${list}?q=${encodeURIComponent(email)}&portal=${other.id}`)).to.equal(0);
  });
  const rowsIn = async (address: string) => (await admin.get(address)).$("tbody tr").length;

  it("sent again are the same with a new term, and only the newest link works", async () => {
    const { email, id, token } = await invited();
    await app
      .db("invitations")
      .where({ contact_id: id })
      .update({ expires_at: new Date(0) });
    expect(await rowOf(email)).to.include("Expired");
    const again = await admin.post(`${list}/mailings`, { invitation: await idOf(id) });
    expect(again.status).to.equal(303);
    expect(await rowOf(email))
      .to.include("Pending")
      .and.include("by Ada Admin · sent 2 times");
    const newer = await newestLink(email);
    expect(newer).to.not.equal(token);
    expect(await heading(token)).to.equal("410 There is a newer mail");
    expect(await heading(newer)).to.match(/^200 Welcome/);
    const trail = await app.db("audit_events").where({ who: email, kind: "invitation-sent" });
    expect(trail).to.have.length(2);
  });

  it("revoked open nothing, say so calmly, and can be sent anew", async () => {
    const [first, second] = [await invited(), await invited()];
    const ids = [await idOf(first.id), await idOf(second.id)];
    expect((await admin.post(`${list}/revocations`, { invitation: ids })).status).to.equal(303);
    expect(await rowOf(first.email))
      .to.include("Revoked")
      .and.include("by Ada Admin");
    expect(await heading(first.token)).to.equal("410 This invitation was withdrawn");
    const tried = await new Browser(app.url).post(`${base}/invitation`, {
      token: second.token,
      password: better,
    });
    expect(tried.status).to.equal(410);
    expect(await app.db("logins").where({ email: second.email })).to.eql([]);
    await admin.post(`${list}/mailings`, { invitation: ids });
    expect(await heading(await newestLink(first.email))).to.match(/^200/);
  });

  it("of one portal do not end those of another to the same address; accepting one accepts both", async () => {
    const { email, token } = await invited();
    const twin = await aContact(app.db, { portalId: other.id, email, login: false });
    await admin.post(`/desk/${other.slug}/contacts/${twin.id}/invitations`);
    const otherToken = await newestLink(email);
    expect([await heading(token), await heading(otherToken, otherBase)].join()).to.match(/^200.*200/);
    await admin.post(`${list}/revocations`, { invitation: await idOf(twin.id) });
    expect(await heading(otherToken, otherBase)).to.equal("410 This invitation was withdrawn");
    await new Browser(app.url).post(`${base}/invitation`, { token, password: better });
    const contacts = await app.db("contacts").where({ email }).orderBy("id").pluck<number[]>("login_id");
    expect(contacts[0]).to.be.a("number");
    expect(contacts[1], "revoked").to.equal(null);
  });

  it("with a temporary password count as accepted when it was replaced, and end with it when revoked", async () => {
    const row = {
      name: "sign-in.invitations",
      value: "password",
      changed_by: "",
      changed_at: new Date(),
    };
    await app.db("settings").insert(row);
    await loadSettings(app.db);
    const secretOf = async (email: string) =>
      /temporary password (\S+)/.exec((await mails(email))[0]?.body_text ?? "")?.[1] ?? "";
    const [stays, goes] = [await invited(), await invited()];
    expect(await rowOf(stays.email)).to.include("Pending");
    const browser = new Browser(app.url);
    await browser.signIn(stays.email, base, await secretOf(stays.email));
    await browser.post(`${base}/login/new-passwords`, { password: better });
    expect(await rowOf(stays.email)).to.include("Accepted");
    const before = await secretOf(goes.email);
    await admin.post(`${list}/mailings`, { invitation: await idOf(goes.id) });
    expect(await secretOf(goes.email), "a new one").to.not.equal(before);
    await admin.post(`${list}/revocations`, { invitation: await idOf(goes.id) });
    const refused = await new Browser(app.url).signIn(goes.email, base, await secretOf(goes.email));
    expect(refused.status).to.equal(403);
  });

  it("of agents can be revoked, which disables them, and sent again, which enables them", async () => {
    const email = `agent${Date.now()}@example.com`;
    await admin.post("/admin/users/agents", { name: "Newt Newcomer", email, [`role-${portal.id}`]: "agent" });
    const token = await newestLink(email);
    const { agent_id: agentId, id } = (await app.db("invitations").where({ email }).first()) as {
      agent_id: number;
      id: number;
    };
    await admin.post(`${list}/revocations`, { invitation: String(id) });
    expect(await heading(token, "")).to.equal("410 This invitation was withdrawn");
    const page = await admin.get(`/admin/users/agents/${agentId}`);
    expect(page.text).to.include("Disabled").and.include("Revoked");
    expect((await admin.post(`/admin/users/agents/${agentId}/invitations`)).status).to.equal(303);
    const accepted = await new Browser(app.url).post("/invitation", {
      token: await newestLink(email),
      password: better,
    });
    expect(accepted.location).to.equal(`/desk/${portal.slug}/requests`);
  });

  it("that were accepted are left alone by send again and revoke", async () => {
    const { email, id, token } = await invited();
    await new Browser(app.url).post(`${base}/invitation`, { token, password: better });
    const before = (await mails(email)).length;
    for (const path of ["mailings", "revocations"])
      await admin.post(`${list}/${path}`, { invitation: await idOf(id) });
    expect((await mails(email)).length).to.equal(before);
    expect(await rowOf(email)).to.include("Accepted");
    expect((await new Browser(app.url).signIn(email, base, better)).status).to.equal(303);
    expect((await admin.post(`${list}/mailings`, {})).status).to.equal(303);
  });

  it("are administrators' business; a contact's own is its desk's", async () => {
    expect((await desk.get(list)).status).to.equal(403);
    const stranger = await aContact(app.db, { portalId: other.id, login: false });
    const path = (id: number, what: string) => `/desk/${portal.slug}/contacts/${id}/${what}`;
    expect((await desk.post(path(stranger.id, "invitation-revocations"))).status).to.equal(404);
    const { id, token } = await invited();
    expect((await desk.post(path(id, "invitation-revocations"))).status).to.equal(303);
    expect(await heading(token)).to.equal("410 This invitation was withdrawn");
  });
});
