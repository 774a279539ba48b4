import { expect } from "chai";
import { aContact, aFront, anAgent, aPortal } from "../test/factories.ts";
import { Browser, deliverAll, startApp, type TestApp } from "../test/harness.ts";

describe("one's own mobile number", () => {
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.close());

  it("is changed under profile, stored in one spelling, and told to the mailbox", async () => {
    const portal = await aPortal(app.db);
    const front = await aFront(app.db, { portalId: portal.id });
    const contact = await aContact(app.db, { portalId: portal.id });
    const agent = await anAgent(app.db, { roles: [{ portalId: portal.id, role: "agent" }] });
    for (const [person, base, table] of [
      [contact, front.base, "contacts"],
      [agent, `/desk/${portal.slug}`, "agents"],
    ] as const) {
      const browser = new Browser(app.url);
      await browser.signIn(person.email, table === "contacts" ? front.base : "");
      const save = (fields: Record<string, string>) =>
        browser.post(`${base}/profile`, { name: person.name, ...fields });
      expect((await save({ mobile: "0171 1" })).status).to.equal(422);
      expect((await save({ mobile: "+49 (171) 765-4321" })).status).to.equal(303);
      expect((await save({ mobile: "+491717654321" })).status).to.equal(303);
      expect((await save({})).status, "a form without the field").to.equal(303);
      const row = app.db(table).where({ id: person.id });
      expect(await row.clone().pluck("mobile")).to.deep.equal(["+491717654321"]);
      expect((await browser.get(`${base}/profile`)).$("#field-mobile").val()).to.equal("+491717654321");
      await deliverAll();
      const notices = app.db("mails").where({ recipient: person.email, kind: "security-notice" });
      expect(await notices.pluck("subject")).to.deep.equal(["Your mobile number was changed"]);
      const trail = app.db("audit_events").where({ who: person.email, kind: "mobile-changed" });
      expect(await trail).to.have.length(1);
      expect((await save({ mobile: "" })).status).to.equal(303);
      expect(await row.clone().pluck("mobile")).to.deep.equal([null]);
    }
  });

  it("is changed by whoever may edit people, and two holders are pointed out", async () => {
    const portal = await aPortal(app.db);
    const [one, two] = [
      await aContact(app.db, { portalId: portal.id }),
      await aContact(app.db, { portalId: portal.id }),
    ];
    const agent = await anAgent(app.db, {
      administrator: true,
      roles: [{ portalId: portal.id, role: "coordinator" }],
    });
    const browser = new Browser(app.url);
    await browser.signIn(agent.email);
    const desk = `/desk/${portal.slug}/contacts`;
    for (const { id, name } of [one, two])
      expect((await browser.post(`${desk}/${id}`, { name, mobile: "+49 171 111 2223" })).status).to.equal(
        303,
      );
    expect((await browser.get(`${desk}/${one.id}`)).text)
      .to.include("+491711112223")
      .and.include("Somebody else has this number");
    const page = `/admin/users/agents/${agent.id}`;
    const saved = await browser.post(page, {
      name: agent.name,
      administrator: "true",
      mobile: "+14155552671",
    });
    expect(saved.status).to.equal(303);
    expect((await browser.get(page)).$("#field-mobile").val()).to.equal("+14155552671");
  });
});
