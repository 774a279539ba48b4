import { expect } from "chai";
import { aContact, aFront, anAgent, aPortal } from "../test/factories.ts";
import { Browser, startApp, type TestApp, testDb } from "../test/harness.ts";

describe("the profile", () => {
  let app: TestApp;
  let portal: { id: number; slug: string };
  let front: { base: string };
  before(async () => {
    app = await startApp();
    portal = await aPortal(app.db);
    front = await aFront(app.db, { portalId: portal.id });
  });
  after(() => app.close());
  async function signedIn() {
    const contact = await aContact(testDb(), { portalId: portal.id });
    const browser = new Browser(app.url);
    await browser.signIn(contact.email, front.base);
    return { contact, browser };
  }

  it("is changed by a contact; a name is needed, and what was typed stays", async () => {
    const { contact, browser } = await signedIn();
    expect((await browser.get(`${front.base}/profile`)).$("#field-name").val()).to.equal(contact.name);
    const empty = await browser.post(`${front.base}/profile`, { name: " ", phone: "+1 555" });
    expect([empty.status, empty.$("#field-name-error").text(), empty.$("#field-phone").val()]).to.eql([
      422,
      "Enter something here",
      "+1 555",
    ]);
    await browser.post(`${front.base}/profile`, { name: "Ana  عربي <b>", phone: "+1 555" });
    expect(await testDb()("contacts").where({ id: contact.id }).first("name", "phone")).to.eql({
      name: "Ana عربي <b>",
      phone: "+1 555",
    });
  });

  it("is there for agents at the desk and for administrators", async () => {
    const agent = await anAgent(testDb(), {
      administrator: true,
      roles: [{ portalId: portal.id, role: "agent" }],
    });
    const browser = new Browser(app.url);
    await browser.signIn(agent.email);
    for (const base of [`/desk/${portal.slug}`, "/admin"])
      expect((await browser.get(`${base}/profile`)).$("#field-name").val()).to.equal(agent.name);
    await browser.post("/admin/profile", { name: "Ada" });
    expect(await testDb()("agents").where({ id: agent.id }).first("name")).to.eql({ name: "Ada" });
  });

  it("changes the password for who knows the old one, and signs out everywhere else", async () => {
    const { contact, browser } = await signedIn();
    const other = new Browser(app.url);
    await other.signIn(contact.email, front.base);
    const change = (current: string, next: string) =>
      browser.post(`${front.base}/profile/password`, { current, password: next });
    const wrong = await change("wrong", "a much better pass phrase");
    expect([wrong.status, wrong.$("#field-current-error").text()]).to.eql([
      422,
      "This is not your current password",
    ]);
    expect((await change("correct horse battery staple", "short")).status).to.equal(422);
    expect((await change("correct horse battery staple", "a much better pass phrase")).status).to.equal(303);
    expect((await browser.get(`${front.base}/profile`)).status).to.equal(200);
    expect((await other.get(`${front.base}/profile`)).status, "the other browser").to.equal(303);
    expect(
      (await new Browser(app.url).signIn(contact.email, "", "a much better pass phrase")).status,
    ).to.equal(303);
  });

  it("lists where one is signed in, and signs out there; nobody else's session can be named", async () => {
    const [mine, theirs] = [await signedIn(), await signedIn()];
    const second = new Browser(app.url);
    await second.signIn(mine.contact.email, front.base);
    const page = await mine.browser.get(`${front.base}/profile`);
    expect(page.$("section li").length).to.equal(2);
    const there = String(page.$("li input[name=session]").val());
    const stranger = (
      await testDb()("sessions")
        .where({ login_id: theirs.contact.loginId })
        .first<{ id_hash: string }>("id_hash")
    ).id_hash;
    for (const session of [there, stranger])
      await mine.browser.post(`${front.base}/profile/sign-outs`, { session });
    expect((await second.get(`${front.base}/profile`)).status).to.equal(303);
    expect((await theirs.browser.get(`${front.base}/profile`)).status).to.equal(200);
    await second.signIn(mine.contact.email, front.base);
    await mine.browser.post(`${front.base}/profile/sign-outs`, { session: "others" });
    expect((await second.get(`${front.base}/profile`)).status).to.equal(303);
    expect((await mine.browser.get(`${front.base}/profile`)).status).to.equal(200);
  });
});
