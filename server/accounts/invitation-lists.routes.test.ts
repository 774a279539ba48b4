import { expect } from "chai";
import { aContact, aFront, anAccount, anAgent, aPortal } from "../test/factories.ts";
import { Browser, deliverAll, startApp, type TestApp } from "../test/harness.ts";

const base = "/admin/users/invitations";

describe("inviting several people", () => {
  let app: TestApp;
  let portalId: number;
  let admin: Browser;
  before(async () => {
    app = await startApp();
    portalId = (await aPortal(app.db)).id;
    await aFront(app.db, { portalId });
    admin = new Browser(app.url);
    await admin.signIn((await anAgent(app.db, { name: "Ada", administrator: true })).email);
  });
  after(() => app.close());

  const preview = (list: string) => admin.post(`${base}/previews`, { portal: String(portalId), list });
  const invite = (list: string, shown: number) =>
    admin.post(base, { portal: String(portalId), account: "", list, shown: String(shown) });
  const emailsIn = () => app.db("contacts").where({ portal_id: portalId }).pluck<string[]>("email");
  const unique = () => Math.random().toString(36).slice(2, 10);

  it("shows what will happen to each line, and does nothing yet", async () => {
    const [mine, other] = [unique(), unique()];
    const inside = await aContact(app.db, { portalId });
    const disabled = await aContact(app.db, { portalId, login: false });
    await app.db("contacts").where({ id: disabled.id }).update({ disabled_at: new Date() });
    const known = await aContact(app.db, { portalId, login: false });
    const before = await emailsIn();
    const lines = `Mia <${mine}@x.org>\nnonsense\n${inside.email}\n${disabled.email}\n${known.email}\n${mine}@x.org\n${other}@x.org`;
    const { $, status } = await preview(lines);
    expect(status).to.equal(200);
    expect($("main p").first().text()).to.include("3 people will be invited");
    const problems = $("section li")
      .map((_, each) => $(each).text().trim())
      .get();
    expect(problems).to.eql([
      "nonsense (line 2): this is no e-mail address",
      `${inside.email} (line 3): signs in already`,
      `${disabled.email} (line 4): this contact is disabled`,
      `${mine}@x.org (line 6): stands further up already`,
    ]);
    expect($("tbody tr").text()).to.include("Mia").and.include("a contact already");
    expect($("main button").text()).to.equal("Invite 3 people");
    expect(await emailsIn()).to.eql(before);
  });

  it("invites everybody without a problem, each by one mail, whatever is sent twice", async () => {
    const names = [unique(), unique(), unique()];
    const list = `${names.map((name) => `${name}@x.org`).join("\n")}\nnonsense`;
    const done = await invite(list, 3);
    expect([done.status, done.location]).to.eql([303, base]);
    expect((await invite(list, 3)).status, "again: contacts already, invited again").to.equal(303);
    await deliverAll(app.db);
    for (const name of names) {
      const mails = await app.db("mails").where({ recipient: `${name}@x.org`, kind: "invitation" });
      expect(mails).to.have.length(2);
      const rows = await app.db("invitations").where({ email: `${name}@x.org` });
      expect(rows).to.have.length(1);
    }
    const trail = await app.db("audit_events").where({ who: `${names[0]}@x.org`, kind: "invitation-sent" });
    expect(trail).to.have.length(2);
  });

  it("invites once, however often the button is pressed", async () => {
    const name = unique();
    const fields = {
      portal: String(portalId),
      account: "",
      list: `${name}@x.org`,
      shown: "1",
      _once: unique(),
    };
    const answers = await Promise.all([admin.post(base, fields), admin.post(base, fields)]);
    expect(answers.map(({ status }) => status)).to.eql([303, 303]);
    await deliverAll(app.db);
    expect(await app.db("mails").where({ recipient: `${name}@x.org` })).to.have.length(1);
  });

  it("invites nobody when the list means something else than what was shown", async () => {
    const name = unique();
    const refused = await invite(`${name}@x.org\n${unique()}@x.org`, 1);
    expect(refused.status).to.equal(422);
    expect(refused.$("[role=alert]").text()).to.include("Nobody was invited");
    expect(refused.$("main button").text()).to.equal("Invite 2 people");
    expect(await emailsIn()).to.not.include(`${name}@x.org`);
  });

  it("takes a CSV file with names and accounts, and says which account there is not", async () => {
    const account = await anAccount(app.db, { portalId });
    const name = unique();
    const file = `Name;Email;Account\nNora;${name}@x.org;${account.name}\nOle;${unique()}@x.org;Nobody Ltd`;
    const shown = await admin.postFiles(`${base}/previews`, { portal: String(portalId), list: "" }, [
      { field: "attachments", name: "people.csv", data: file },
    ]);
    expect(shown.$("tbody tr").text()).to.include("Nora").and.include(account.name);
    expect(shown.$("section li").text()).to.include("there is no account of this name");
    await invite(String(shown.$("input[name=list]").attr("value")), 1);
    const contact = (await app
      .db("contacts")
      .where({ email: `${name}@x.org` })
      .first()) as { name: string; account_id: number };
    expect([contact.name, contact.account_id]).to.eql(["Nora", account.id]);
  });

  it("refuses nothing, too much, and a portal or account that there is not", async () => {
    const empty = await preview("  \n");
    expect(empty.status).to.equal(422);
    expect(empty.$("#field-list-error").text()).to.include("at least one address");
    const long = await preview(Array.from({ length: 501 }, (_, at) => `p${at}@x.org`).join("\n"));
    expect(long.$("#field-list-error").text()).to.include("has 501 people");
    const foreign = await anAccount(app.db, { portalId: (await aPortal(app.db)).id });
    const list = `${unique()}@x.org`;
    const stolen = { portal: String(portalId), account: String(foreign.id), list };
    expect((await admin.post(`${base}/previews`, stolen)).status).to.equal(404);
    expect((await admin.post(`${base}/previews`, { portal: "999999999", list })).status).to.equal(404);
  });
});
