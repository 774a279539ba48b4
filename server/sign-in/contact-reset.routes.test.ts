import { expect } from "chai";
import { aContact, aFront, anAgent, aPortal } from "../test/factories.ts";
import { Browser, deliverAll, startApp, type TestApp } from "../test/harness.ts";

describe("a link for a new password that an agent sends", () => {
  let app: TestApp;
  let portal: { id: number; slug: string };
  let base: string;
  let agent: Browser;
  before(async () => {
    app = await startApp();
    portal = await aPortal(app.db);
    base = (await aFront(app.db, { portalId: portal.id })).base;
    agent = new Browser(app.url);
    const roles = [{ portalId: portal.id, role: "agent" as const }];
    await agent.signIn((await anAgent(app.db, { name: "Abe Agent", roles })).email);
  });
  after(() => app.close());

  it("goes to the contact's own address, is never seen by the agent, and stands in the trail", async () => {
    const contact = await aContact(app.db, { portalId: portal.id });
    const page = await agent.get(`/desk/${portal.slug}/contacts/${contact.id}`);
    expect(page.text).to.include("Send a link for a new password");
    const answer = await agent.post(`/desk/${portal.slug}/contacts/${contact.id}/reset-links`);
    expect(answer.location).to.equal(`/desk/${portal.slug}/contacts/${contact.id}`);
    await deliverAll(app.db);
    const [mail] = await app
      .db("mails")
      .where({ recipient: contact.email })
      .select<{ body_text: string; secret: number }[]>("body_text", "secret");
    expect(mail?.body_text).to.match(/Abe Agent of Front .* has sent you this link/);
    expect(mail?.secret).to.equal(1);
    const token = /token=([\w-]+)/.exec(mail?.body_text ?? "")?.[1] ?? "";
    const after = await agent.get(`/desk/${portal.slug}/contacts/${contact.id}`);
    expect(after.text).to.include(contact.email).and.not.include(token);
    expect((await new Browser(app.url).get(`${base}/reset-password?token=${token}`)).status).to.equal(200);
    const trail = await app.db("audit_events").where({ who: contact.email, kind: "reset-link-sent" });
    expect(trail).to.have.length(1);
  });

  it("is not for contacts of other portals", async () => {
    const stranger = await aContact(app.db, { portalId: (await aPortal(app.db)).id });
    const answer = await agent.post(`/desk/${portal.slug}/contacts/${stranger.id}/reset-links`);
    expect(answer.status).to.equal(404);
    await deliverAll(app.db);
    expect(await app.db("mails").where({ recipient: stranger.email })).to.eql([]);
  });
});
