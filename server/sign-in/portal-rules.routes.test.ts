import { expect } from "chai";
import { aContact, aFront, anAgent, aPortal } from "../test/factories.ts";
import { Browser, startApp, type TestApp, testDb } from "../test/harness.ts";
import { factorRule } from "./factor-rules.service.ts";

const page = "/admin/users/second-factor";

describe("two-step verification of one portal", () => {
  let app: TestApp;
  let strict: { id: number };
  let lax: { id: number };
  let bases: { strict: string; lax: string };
  before(async () => {
    app = await startApp();
    [strict, lax] = [await aPortal(app.db), await aPortal(app.db)];
    bases = {
      strict: (await aFront(app.db, { portalId: strict.id })).base,
      lax: (await aFront(app.db, { portalId: lax.id })).base,
    };
    const admin = new Browser(app.url);
    await admin.signIn((await anAgent(app.db, { administrator: true })).email);
    const saved = await admin.post(page, {
      [`contacts-${strict.id}`]: "required",
      [`agents-${strict.id}`]: "",
      [`contacts-${lax.id}`]: "off",
    });
    expect([saved.status, saved.location]).to.deep.equal([303, page]);
    const shown = await admin.get(page);
    expect(shown.$(`select[name="contacts-${strict.id}"] option[selected]`).val()).to.equal("required");
    expect(shown.$(`select[name="agents-${strict.id}"] option[selected]`).val()).to.equal("");
  });
  after(async () => {
    await app.db("portal_factor_rules").delete();
    await app.close();
  });

  const rule = (loginId: number) =>
    factorRule({ db: testDb(), actor: { kind: "system" }, now: new Date() }, loginId);

  it("is asked of its contacts and of nobody else's", async () => {
    const here = await aContact(app.db, { portalId: strict.id });
    const there = await aContact(app.db, { portalId: lax.id });
    const agent = await anAgent(app.db, { roles: [{ portalId: strict.id, role: "agent" }] });
    expect((await new Browser(app.url).signIn(here.email, bases.strict)).location).to.equal(
      `${bases.strict}/login/enrolment`,
    );
    expect((await new Browser(app.url).signIn(there.email, bases.lax)).location).to.equal(bases.lax);
    expect([await rule(here.loginId), await rule(there.loginId), await rule(agent.loginId)]).to.deep.equal([
      "required",
      "off",
      "optional",
    ]);
  });

  it("is the strictest of several, and the installation's where a portal says nothing", async () => {
    const both = await aContact(app.db, { portalId: lax.id });
    const elsewhere = await aPortal(app.db);
    const contact = (portalId: number) =>
      app.db("contacts").insert({
        portal_id: portalId,
        login_id: both.loginId,
        name: "Ana",
        email: both.email,
        created_at: new Date(),
        updated_at: new Date(),
      });
    await contact(elsewhere.id);
    expect(await rule(both.loginId)).to.equal("optional");
    await contact(strict.id);
    expect(await rule(both.loginId)).to.equal("required");
  });
});
