import { expect } from "chai";
import { aFront, anAccount, anAgent, aPortal } from "../test/factories.ts";
import { Browser, startApp, type TestApp } from "../test/harness.ts";

describe("the rules of sign-up", () => {
  let app: TestApp;
  let portal: { id: number; slug: string };
  let front: { id: number; base: string };
  let admin: Browser;
  before(async () => {
    app = await startApp();
    portal = await aPortal(app.db);
    front = await aFront(app.db, { portalId: portal.id });
    admin = new Browser(app.url);
    await admin.signIn((await anAgent(app.db, { administrator: true })).email);
  });
  after(() => app.close());

  it("are set per customer portal and act at once", async () => {
    const path = `/admin/users/sign-up/${front.id}`;
    expect((await admin.get("/admin/users/sign-up")).$(`a[href="${path}"]`)).to.have.length(1);
    const typed = { mode: "approval", allowed: "@Client.example, *.sub.example", denied: "bad.example" };
    expect((await admin.post(path, typed)).status).to.equal(303);
    const shown = await admin.get(path);
    expect(shown.$("input[name=mode]:checked").val()).to.equal("approval");
    expect(shown.$("textarea[name=allowed]").text().trim()).to.equal("client.example\n*.sub.example");
    expect((await new Browser(app.url).get(`${front.base}/signup`)).status).to.equal(200);
  });

  it("refuse what is no domain, and keep what was typed", async () => {
    const path = `/admin/users/sign-up/${front.id}`;
    const refused = await admin.post(path, { mode: "open", allowed: "not a domain!", denied: "" });
    expect(refused.status).to.equal(422);
    expect(refused.$("#field-allowed-error").text()).to.include("Enter domains");
    expect(refused.$("textarea[name=allowed]").text().trim()).to.equal("not a domain!");
    expect((await admin.get("/admin/users/sign-up/999999999")).status).to.equal(404);
  });

  it("know an account's mail domains, each in one account only", async () => {
    const [one, two] = [
      await anAccount(app.db, { portalId: portal.id }),
      await anAccount(app.db, { portalId: portal.id }),
    ];
    const desk = `/desk/${portal.slug}/accounts`;
    await admin.post(`${desk}/${one.id}`, { name: one.name, domains: "ACME.example\n@acme.test" });
    const shown = await admin.get(`${desk}/${one.id}/edit`);
    expect(shown.$("textarea[name=domains]").text().trim()).to.equal("acme.example\nacme.test");
    const taken = await admin.post(`${desk}/${two.id}`, { name: two.name, domains: "acme.test" });
    expect(taken.$("#field-domains-error").text()).to.include("belongs to another account");
  });
});
