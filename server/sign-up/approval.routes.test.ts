import { expect } from "chai";
import { portalsChanged } from "../portals/index.ts";
import { aFront, anAccount, anAgent, aPortal } from "../test/factories.ts";
import { Browser, deliverAll, startApp, type TestApp } from "../test/harness.ts";

describe("sign-up with approval", () => {
  let app: TestApp;
  let portal: { id: number; slug: string };
  let front: { id: number; base: string };
  let agent: Browser;
  before(async () => {
    app = await startApp();
    portal = await aPortal(app.db);
    front = await aFront(app.db, { portalId: portal.id });
    const rule = JSON.stringify({ mode: "approval" });
    await app.db("customer_portals").where({ id: front.id }).update({ sign_up: rule });
    portalsChanged();
    agent = new Browser(app.url);
    const roles = [{ portalId: portal.id, role: "coordinator" as const }];
    await agent.signIn((await anAgent(app.db, { name: "Cora", roles })).email);
  });
  after(() => app.close());

  const mails = async (email: string) => {
    await deliverAll(app.db);
    const query = app.db("mails").where({ recipient: email }).orderBy("id", "desc");
    return query.select<{ body_text: string; kind: string }[]>("body_text", "kind");
  };
  const contactOf = (email: string) =>
    app.db("contacts").where({ portal_id: portal.id, email }).first() as Promise<
      { account_id: number | null } | undefined
    >;
  const waits = async () => {
    const email = `${Math.random().toString(36).slice(2, 10)}@client.example`;
    const browser = new Browser(app.url);
    await browser.post(`${front.base}/signup`, { name: "Nia New", email });
    const token = /token=([\w-]+)/.exec((await mails(email))[0]?.body_text ?? "")?.[1] ?? "";
    const done = await browser.post(`${front.base}/signup/confirmation`, { token });
    expect(done.location).to.equal(`${front.base}/signup/waiting`);
    const { id } = (await app.db("sign_ups").where({ email }).first("id")) as { id: number };
    return { email, id, path: `/desk/${portal.slug}/sign-ups/${id}` };
  };

  it("waits for an agent, is counted in the navigation, and becomes an invitation", async () => {
    const { email, path } = await waits();
    expect(await contactOf(email)).to.equal(undefined);
    const page = await agent.get(`/desk/${portal.slug}/sign-ups`);
    expect(page.$(".nav-count").text()).to.equal("1");
    expect(page.$("section").text()).to.include("Nia New").and.include(email);
    const account = await anAccount(app.db, { portalId: portal.id });
    expect((await agent.post(`${path}/approval`, { account: String(account.id) })).status).to.equal(303);
    const [mail] = await mails(email);
    expect([mail?.kind, (await contactOf(email))?.account_id]).to.eql(["invitation", account.id]);
    const after = await agent.get(`/desk/${portal.slug}/requests`);
    expect(after.$(".nav-count").text()).to.equal("");
    expect((await agent.post(`${path}/approval`, { account: "" })).status, "once").to.equal(404);
  });

  it("mails the reason of a refusal, and a second decision comes too late", async () => {
    const { email, path } = await waits();
    await agent.post(`${path}/refusal`, { reason: "We do not know your company." });
    const [mail] = await mails(email);
    expect(mail?.body_text).to.include("The reason: We do not know your company.");
    expect((await agent.post(`${path}/approval`, { account: "" })).status).to.equal(404);
    expect(await contactOf(email)).to.equal(undefined);
  });

  it("is for who may change contacts, in their own portal", async () => {
    const { path, id } = await waits();
    const roles = [{ portalId: portal.id, role: "agent" as const }];
    const plain = new Browser(app.url);
    await plain.signIn((await anAgent(app.db, { roles })).email);
    expect((await plain.get(`/desk/${portal.slug}/sign-ups`)).status).to.equal(403);
    expect((await plain.post(`${path}/approval`, { account: "" })).status).to.equal(403);
    const other = await aPortal(app.db);
    const stranger = new Browser(app.url);
    const elsewhere = [{ portalId: other.id, role: "coordinator" as const }];
    await stranger.signIn((await anAgent(app.db, { roles: elsewhere })).email);
    const answer = await stranger.post(`/desk/${other.slug}/sign-ups/${id}/approval`, { account: "" });
    expect(answer.status).to.equal(404);
    expect((await stranger.get(`/desk/${other.slug}/requests`)).text).to.not.include("/sign-ups");
  });
});
