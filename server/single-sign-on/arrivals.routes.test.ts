import { expect } from "chai";
import { aContact, aFront, anAccount, anAgent, aPortal } from "../test/factories.ts";
import { Browser } from "../test/harness.ts";
import { withOpenidProvider } from "./providers-fixtures.test.ts";

describe("whom an identity provider lets in", function () {
  this.timeout(20_000);
  const at = withOpenidProvider();

  it("knows a person by the provider's own name for them, even under a new address", async () => {
    const { email } = await at.contact();
    const id = await at.provider();
    const person = at.somebody(email);
    await at.be(person);
    await at.enter(id);
    await at.be({ ...person, claims: { email: "married@example.org", email_verified: true } });
    const { browser, answer } = await at.enter(id);
    expect(answer.location).to.equal(at.front().base);
    expect(await at.signedIn(browser)).to.equal(true);
  });

  it("lets an invited contact in without a password, and nobody who was not invited", async () => {
    const id = await at.provider();
    const [invited, known] = [await at.contact({ login: false }), await at.contact({ login: false })];
    await at.app().db("contacts").where({ id: invited.id }).update({ invited_at: new Date() });
    await at.be(at.somebody(invited.email));
    expect(await at.signedIn((await at.enter(id)).browser)).to.equal(true);
    const late = await at.contact({ login: false });
    await at
      .app()
      .db("contacts")
      .where({ id: late.id })
      .update({ invited_at: new Date(0) });
    const row = { portal_id: at.portalId(), contact_id: late.id, email: late.email, sent_by: "Ann" };
    const dates = { sent_at: new Date(0), expires_at: new Date(1), created_at: new Date(0) };
    await at
      .app()
      .db("invitations")
      .insert({ ...row, ...dates });
    for (const email of [known.email, late.email, "stranger@example.org"]) {
      await at.be(at.somebody(email));
      const { browser, answer } = await at.enter(id);
      expect(answer.status).to.equal(403);
      expect(answer.text).to.include("not registered here").and.include("Sign in another way");
      expect(await at.signedIn(browser)).to.equal(false);
      expect(await at.trail(email)).to.deep.equal([{ kind: "sign-in-refused", reason: "sso-unknown" }]);
    }
    expect(await at.app().db("logins").where({ email: "stranger@example.org" })).to.deep.equal([]);
  });

  it("makes a contact at the first sign-in where the switch says so, in the account of the mail domain", async () => {
    const account = await anAccount(at.app().db, { portalId: at.portalId() });
    const domain = `d${Date.now()}.example`;
    const id = await at.provider({
      portalIds: [at.portalId()],
      createsContacts: true,
      domains: [{ domain, account: account.name }],
    });
    await at.be(at.somebody(`new@${domain}`));
    expect(await at.signedIn((await at.enter(id)).browser)).to.equal(true);
    const [row] = (await at
      .app()
      .db("contacts")
      .where({ email: `new@${domain}` })) as object[];
    expect(row).to.include({
      portal_id: at.portalId(),
      account_id: account.id,
      name: "Ada Example",
      sees_account: 0,
    });
    await at.be(at.somebody("new@elsewhere.example"));
    expect((await at.enter(id)).answer.text).to.include("may not be used with your e-mail address");
  });

  it("keeps out whom somebody deactivated, whatever the provider says", async () => {
    const { id: contactId, email } = await at.contact();
    const id = await at.provider({ portalIds: [at.portalId()], createsContacts: true });
    const person = at.somebody(email);
    await at.be(person);
    await at.enter(id);
    await at.app().db("contacts").where({ id: contactId }).update({ disabled_at: new Date() });
    const { browser, answer } = await at.enter(id);
    expect(answer.status).to.equal(403);
    expect(await at.signedIn(browser)).to.equal(false);
    const fresh = await at.contact({ login: false });
    await at.app().db("contacts").where({ id: fresh.id }).update({ disabled_at: new Date() });
    await at.be(at.somebody(fresh.email));
    expect((await at.enter(id)).answer.status).to.equal(403);
    expect(await at.app().db("logins").where({ email: fresh.email })).to.deep.equal([]);
  });

  it("believes an address only when the provider verified it, or is trusted", async () => {
    const { email } = await at.contact();
    const unverified = at.somebody(email, { claims: { email, email_verified: false } });
    const id = await at.provider();
    await at.be(unverified);
    expect((await at.enter(id)).answer.text).to.include("has not verified your e-mail address");
    const trusted = await at.provider({ portalIds: [at.portalId()], trustsAddresses: true });
    expect((await at.enter(trusted)).answer.location).to.equal(at.front().base);
    await at.be(at.somebody(email, { claims: {} }));
    expect((await at.enter(id)).answer.text).to.include("did not send your e-mail address");
  });

  it("opens nothing beyond its reach: no agent's login, no contact's of another portal, and shows at its own portals only", async () => {
    const id = await at.provider({
      portalIds: [at.portalId()],
      createsContacts: true,
      trustsAddresses: true,
    });
    const agent = await anAgent(at.app().db, { administrator: true });
    const elsewhere = await aContact(at.app().db, { portalId: (await aPortal(at.app().db)).id });
    for (const { email } of [agent, elsewhere]) {
      await at.be(at.somebody(email));
      const { browser, answer } = await at.enter(id);
      expect(answer.text).to.include("opens more than Example ID may open");
      expect(await at.signedIn(browser)).to.equal(false);
      expect(await at.app().db("contacts").where({ portal_id: at.portalId(), email })).to.deep.equal([]);
    }
    const other = await aFront(at.app().db, { portalId: elsewhere.portalId });
    const browser = new Browser(at.app().url);
    expect((await browser.get(`${other.base}/login`)).$(".auth-ways a")).to.have.length(0);
    expect((await browser.get(`${other.base}/login/single-sign-on/${id}`)).status).to.equal(404);
    expect((await browser.get(`/login/single-sign-on/${id}`)).status).to.equal(404);
  });

  it("does not take a new person at the provider for the old one who had the address", async () => {
    const { email } = await at.contact();
    const id = await at.provider();
    await at.be(at.somebody(email));
    await at.enter(id);
    await at.be(at.somebody(email));
    expect((await at.enter(id)).answer.text).to.include("linked to another identity");
    await at.app().db("identities").where({ provider_id: id }).delete();
    expect((await at.enter(id)).answer.location).to.equal(at.front().base);
  });

  it("signs agents in at the common page, and makes new ones only with the role that the settings name", async () => {
    const agent = await anAgent(at.app().db, { roles: [{ portalId: at.portalId(), role: "agent" }] });
    const id = await at.provider({ forAgents: true });
    await at.be(at.somebody(agent.email));
    const browser = new Browser(at.app().url);
    const common = `/login/single-sign-on/${id}`;
    const [{ slug } = { slug: "" }] = (await at.app().db("portals").where({ id: at.portalId() })) as {
      slug: string;
    }[];
    expect((await at.signIn(browser, common)).location).to.equal(`/desk/${slug}/requests`);
    expect((await browser.get(`/desk/${slug}/requests`)).status).to.equal(200);
    await at.be(at.somebody("newcomer@example.org"));
    expect((await at.signIn(new Browser(at.app().url), common)).text).to.include("not registered here");
    const open = await at.provider({
      forAgents: true,
      newAgents: { role: "agent", portalId: at.portalId() },
    });
    const answer = await at.signIn(new Browser(at.app().url), `/login/single-sign-on/${open}`);
    expect(answer.location).to.equal(`/desk/${slug}/requests`);
    await at.app().db("agents").where({ id: agent.id }).update({ disabled_at: new Date() });
    await at.be(at.somebody(agent.email));
    expect((await at.signIn(new Browser(at.app().url), `/login/single-sign-on/${open}`)).status).to.equal(
      403,
    );
  });

  it("hides and refuses the password where it is the only way, but never an administrator's", async () => {
    const { email } = await at.contact();
    const id = await at.provider({ portalIds: [at.portalId()], forAgents: true, onlyWay: true });
    const browser = new Browser(at.app().url);
    const page = await browser.get(`${at.front().base}/login`);
    expect(page.$("input[type=password]")).to.have.length(0);
    expect(
      (await browser.get(page.$(".auth-links a").attr("href") ?? "")).$("input[type=password]"),
    ).to.have.length(1);
    expect((await browser.signIn(email, at.front().base)).location).to.equal(`${at.front().base}/login`);
    expect((await browser.get(`${at.front().base}/login`)).text).to.include("its own identity provider");
    expect(await at.signedIn(browser)).to.equal(false);
    const admin = new Browser(at.app().url);
    await admin.signIn((await anAgent(at.app().db, { administrator: true })).email);
    expect((await admin.get("/admin")).status).to.equal(200);
    await at.be(at.somebody(email));
    expect((await at.enter(id, browser)).answer.location).to.equal(at.front().base);
  });
});
