import { expect } from "chai";
import { aContact } from "../test/factories.ts";
import { startApp, type TestApp, testDb } from "../test/harness.ts";
import { aDesk, textsOf } from "../test/desk.ts";

describe("a request raised for a contact", () => {
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.close());

  const form = {
    subject: "Called about the printer",
    body: "Paper jam",
    bodyFormat: "text",
    priority: "high",
  };
  const contactsOf = (portalId: number) => testDb()("contacts").where({ portal_id: portalId });

  it("is the contact's, and theirs to read", async () => {
    const desk = await aDesk(app.url);
    const sent = await desk.browser.post(desk.url, { ...form, email: desk.contact.email.toUpperCase() });
    expect(sent.status).to.equal(303);
    const { $ } = await desk.browser.get(sent.location ?? "");
    expect($("h1").text()).to.include("Called about the printer");
    expect($(".message-contact .message-author").text()).to.equal(desk.contact.name);
    expect($("#field-priority option[selected]").val()).to.equal("high");
    const row = (await testDb()("tickets").where({ portal_id: desk.portal.id }).first()) as Record<
      string,
      unknown
    >;
    expect(row).to.include({ contact_id: desk.contact.id, account_id: desk.account.id });
  });

  it("adds a contact where the agent may, asking for the name", async () => {
    const desk = await aDesk(app.url, "coordinator");
    const refused = await desk.browser.post(desk.url, { ...form, email: "new@example.com" });
    expect(refused.status).to.equal(422);
    expect(refused.$("#field-name-error").text()).to.include("new@example.com is new here");
    expect(refused.$("#field-subject").val()).to.equal(form.subject);
    const sent = await desk.browser.post(desk.url, { ...form, email: "new@example.com", name: "Nadia New" });
    expect(sent.status).to.equal(303);
    expect(await contactsOf(desk.portal.id).where({ email: "new@example.com" }).pluck("name")).to.deep.equal([
      "Nadia New",
    ]);
  });

  it("refuses an unknown address to an agent who may not add contacts, and creates nothing", async () => {
    const desk = await aDesk(app.url);
    expect((await desk.browser.get(`${desk.url}/new`)).$("#field-name")).to.have.length(0);
    const refused = await desk.browser.post(desk.url, { ...form, email: "new@example.com", name: "Nadia" });
    expect(refused.status).to.equal(422);
    expect(refused.$("#field-email-error").text()).to.include("No contact has this address");
    expect(await contactsOf(desk.portal.id)).to.have.length(1);
    expect(await testDb()("tickets").where({ portal_id: desk.portal.id })).to.have.length(0);
  });

  it("is created once, and never without what it needs", async () => {
    const desk = await aDesk(app.url);
    const fields = { ...form, email: desk.contact.email, _once: "phone-call-1" };
    const both = [await desk.browser.post(desk.url, fields), await desk.browser.post(desk.url, fields)];
    expect(both[0]?.location).to.equal(both[1]?.location);
    const bad = await desk.browser.post(desk.url, {
      ...fields,
      _once: "2",
      subject: "x".repeat(10_000),
      body: " ",
      email: "nobody",
    });
    expect(bad.status).to.equal(422);
    expect(textsOf(bad.$, ".errors li")).to.have.length(2);
    expect(bad.$("#field-subject").attr("aria-invalid")).to.equal("true");
    const foreign = await desk.browser.post(desk.url, { ...fields, _once: "3", categoryId: "999999" });
    expect(foreign.$("#field-categoryId-error, [role=alert]").text()).not.to.equal("");
    expect(await testDb()("tickets").where({ portal_id: desk.portal.id })).to.have.length(1);
  });

  it("suggests contacts of this portal by the beginning of name or address", async () => {
    const desk = await aDesk(app.url);
    await aContact(testDb(), {
      portalId: desk.portal.id,
      name: "Zoë <Zahn>",
      email: "z.zahn@north.example",
      login: false,
    });
    const other = await aDesk(app.url);
    await aContact(testDb(), { portalId: other.portal.id, name: "Zoë Other", login: false });
    const suggest = async (q: string) =>
      (await desk.browser.get(`${desk.url}/contacts?q=${encodeURIComponent(q)}`)).$;
    expect((await suggest("zo"))("a").attr("data-value")).to.equal("z.zahn@north.example");
    expect(textsOf(await suggest("Z.ZA"), "a span:first-child")).to.deep.equal(["Zoë <Zahn>"]);
    for (const nothing of ["z", "%%", "__"]) expect((await suggest(nothing))("a")).to.have.length(0);
    const chosen = await desk.browser.get((await suggest("zo"))("a").attr("href") ?? "");
    expect(chosen.$("#field-email").val()).to.equal("z.zahn@north.example");
  });
});
