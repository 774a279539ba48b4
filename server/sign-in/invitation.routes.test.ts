import { expect } from "chai";
import { inviteContact } from "../accounts/index.ts";
import { loadSettings } from "../core/settings.ts";
import { aContact, aFront, aLogin, anAgent, aPortal } from "../test/factories.ts";
import { asAgent, Browser, contextFor, deliverAll, startApp, type TestApp } from "../test/harness.ts";

const password = "a heron at the weir";

describe("the link of an invitation", () => {
  let app: TestApp;
  let portalId: number;
  let base: string;
  before(async () => {
    app = await startApp();
    portalId = (await aPortal(app.db)).id;
    base = (await aFront(app.db, { portalId })).base;
  });
  afterEach(async () => {
    await app.db("settings").delete();
    await loadSettings(app.db);
  });
  after(() => app.close());

  const invited = async () => {
    const contact = await aContact(app.db, { portalId, login: false });
    const agent = await anAgent(app.db, { roles: [{ portalId, role: "coordinator" }] });
    await inviteContact(contextFor(app.db, portalId, asAgent(agent, "coordinator")), contact.id);
    await deliverAll(app.db);
    const [mail] = await app
      .db("mails")
      .where({ recipient: contact.email })
      .select<{ body_text: string }[]>("body_text");
    const text = mail?.body_text ?? "";
    return { ...contact, text, token: /token=([\w-]+)/.exec(text)?.[1] ?? "" };
  };
  const heading = async (token: string) => {
    const { $, status } = await new Browser(app.url).get(`${base}/invitation?token=${token}`);
    return `${status} ${$("h1").text()}`;
  };
  const accept = (token: string) => new Browser(app.url).post(`${base}/invitation`, { token, password });

  it("runs out after as many days as the setting says", async () => {
    const row = { name: "accounts.invitationDays", value: "3", changed_by: "", changed_at: new Date() };
    await app.db("settings").insert(row);
    await loadSettings(app.db);
    const { id, email, token, text } = await invited();
    const sent = (await app.db("invitations").where({ contact_id: id }).first()) as Record<string, Date>;
    expect(Number(sent["expires_at"]) - Number(sent["sent_at"])).to.equal(3 * 86_400_000);
    expect(text).to.include("good for 3 days");
    const past = { expires_at: new Date(Date.now() - 1) };
    await app.db("one_time_links").where({ email }).update(past);
    await app.db("invitations").where({ email }).update(past);
    expect(await heading(token)).to.equal("410 This invitation has run out");
    expect((await accept(token)).status).to.equal(410);
    expect(await app.db("logins").where({ email })).to.eql([]);
  });

  it("is accepted by whoever comes in by another way, and then not to be revoked under their feet", async () => {
    const { id, email } = await invited();
    const login = await aLogin(app.db, { email });
    await app.db("contacts").where({ id }).update({ login_id: login.id });
    await new Browser(app.url).signIn(email, base);
    const row = (await app.db("invitations").where({ contact_id: id }).first()) as Record<string, unknown>;
    expect(row["accepted_at"]).to.be.an.instanceOf(Date);
  });

  it("is used by one of twenty who try at once", async () => {
    const { id, token } = await invited();
    const answers = await Promise.all(Array.from({ length: 20 }, () => accept(token)));
    expect(answers.filter(({ status }) => status === 303)).to.have.length(1);
    expect(answers.filter(({ status }) => status >= 500)).to.eql([]);
    const contact = (await app.db("contacts").where({ id }).first("login_id")) as { login_id: number };
    expect(contact.login_id).to.be.a("number");
  });

  it("opens nothing when the contact's address was changed before they came in", async () => {
    const { id, email, token } = await invited();
    const desk = new Browser(app.url);
    const { slug } = (await app.db("portals").where({ id: portalId }).first("slug")) as { slug: string };
    await desk.signIn((await anAgent(app.db, { roles: [{ portalId, role: "coordinator" }] })).email);
    await desk.post(`/desk/${slug}/contacts/${id}`, { name: "Renamed", email: `new-${email}` });
    expect(await heading(token)).to.equal("410 There is a newer mail");
    expect((await accept(token)).status).to.equal(410);
  });

  it("says what to do when it is not whole, and whom to ask", async () => {
    await app
      .db("customer_portals")
      .where({ portal_id: portalId })
      .update({ support_contact: "help@example.com" });
    const { $, status } = await new Browser(app.url).get(`${base}/invitation?token=half`);
    expect(`${status} ${$("h1").text()}`).to.equal("410 This link is not complete");
    expect($(".auth-foot a").attr("href")).to.equal("mailto:help@example.com");
  });
});
