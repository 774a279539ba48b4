import { expect } from "chai";
import { aContact, anAgent, password } from "../test/factories.ts";
import { Browser, deliverAll } from "../test/harness.ts";
import { baseDn } from "../test/slapd.ts";
import { isPasswordOf } from "./client.service.ts";
import { withSlapd } from "./slapd-fixtures.test.ts";

const secret = "directory secret 1";

describe("signing in with a directory's password", function () {
  this.timeout(20_000);
  const at = withSlapd();

  let running = true;
  afterEach(async () => {
    if (!running) await at.slapd().start();
    running = true;
  });

  const settle = async (given: { people?: "contacts" | "agents" } = {}) => {
    const uid = at.uid();
    const email = `${uid}@example.org`;
    await at.slapd().add({ uid, mail: email, password: secret });
    const directory = await at.directory([uid], given);
    await at.import(directory);
    const [login] = await at.db()("logins").where({ email }).pluck<number[]>("id");
    return { uid, email, directory, loginId: login ?? 0 };
  };
  const refused = "do not fit together";
  const trail = (email: string) =>
    at.db()("audit_events").where({ who: email }).orderBy("id").select("kind", "reason");

  it("works for contacts and agents, with any case of the address, and stands in the trail", async () => {
    const { email } = await settle();
    const { answer, browser } = await at.signIn(email.toUpperCase(), secret);
    expect([answer.status, answer.location]).to.deep.equal([303, at.front().base]);
    expect((await browser.get(`${at.front().base}/requests`)).status).to.equal(200);
    const agent = await settle({ people: "agents" });
    const desk = await at.signIn(agent.email, secret, "");
    expect(desk.answer.location).to.equal(`/desk/${at.portal().slug}/requests`);
    expect(await trail(agent.email)).to.deep.equal([{ kind: "signed-in", reason: "password" }]);
  });

  it("works over StartTLS, too", async () => {
    const { email, directory } = await settle();
    await at.db()("directories").where({ id: directory.id }).update({ url: at.slapd().plainUrl });
    expect((await at.signIn(email, secret)).answer.status).to.equal(303);
  });

  it("refuses a wrong password in the words and the time of an unknown address, and locks as ever", async () => {
    const { email } = await settle();
    const took = async (who: string) => {
      const before = performance.now();
      const { answer } = await at.signIn(who, "wrong");
      return {
        ms: performance.now() - before,
        words: answer.$("[role=alert]").text(),
        status: answer.status,
      };
    };
    const [wrong, unknown] = [await took(email), await took("nobody@example.org")];
    expect(wrong.words).to.equal(unknown.words).and.include(refused);
    expect(Math.abs(wrong.ms - unknown.ms)).to.be.lessThan(150);
    await at.db()("logins").where({ email }).update({ failed_attempts: 9 });
    await at.signIn(email, "wrong");
    expect((await at.signIn(email, "wrong")).answer.text).to.include(refused);
    expect((await at.signIn(email, secret)).answer.text).to.include("this account is locked");
    expect((await trail(email)).at(-1)).to.deep.equal({ kind: "sign-in-refused", reason: "locked" });
  });

  it("takes no empty password: a bind without one succeeds", async () => {
    const { uid, email, directory } = await settle();
    const dn = `uid=${uid},${baseDn}`;
    expect(await isPasswordOf(directory, dn, secret)).to.equal(true);
    expect(await isPasswordOf(directory, dn, ""), "asked directly").to.equal(false);
    for (const empty of ["", " "]) {
      const { answer } = await at.signIn(email, empty);
      expect(answer.status, JSON.stringify(empty)).to.equal(422);
    }
  });

  it("compares what was typed, and reads nothing in it", async () => {
    const injections = [
      "*",
      "*)(uid=*",
      "x)(|(mail=*",
      "*@example.org",
      "\\2a",
      "a@x)(objectClass=*",
      "p\u0000@x",
    ];
    const people = [];
    for (const injected of injections) {
      const { loginId } = await settle();
      // Even if somebody's address here were that.
      await at.db()("logins").where({ id: loginId }).update({ email: injected });
      await at.db()("contacts").where({ login_id: loginId }).update({ email: injected });
      people.push(injected);
    }
    const answers = await Promise.all(people.map((each) => at.signIn(each, secret)));
    for (const [index, { answer }] of answers.entries())
      expect([answer.status, answer.text.includes(refused)], people[index]).to.deep.equal([422, true]);
  });

  it("does not open to a new person who got the address of an old one", async () => {
    const { uid, email } = await settle();
    await at.slapd().remove(uid);
    await at.slapd().add({ uid, mail: email, password: "another secret" });
    expect((await at.signIn(email, "another secret")).answer.text).to.include(refused);
  });

  it("opens nothing that was added later beyond the directory's reach", async () => {
    const { email, loginId } = await settle();
    const now = { created_at: new Date(), updated_at: new Date() };
    await at
      .db()("agents")
      .insert({ login_id: loginId, name: "Promoted", is_administrator: 1, ...now });
    expect((await at.signIn(email, secret)).answer.text).to.include(refused);
  });

  it("leaves no second password: none can be reset, invited to or changed here", async () => {
    const { email, loginId } = await settle();
    const { browser } = await at.signIn(email, secret);
    const base = at.front().base;
    const changed = await browser.post(`${base}/profile/password`, {
      ...{ current: secret, password: "entirely new words for this" },
    });
    expect([changed.status, changed.text.includes("Your password is your organisation")]).to.deep.equal([
      422,
      true,
    ]);
    await new Browser(at.app().url).post(`${base}/forgot-password`, { email });
    const [contact] = await at.db()("contacts").where({ email }).pluck<number[]>("id");
    const agent = await anAgent(at.db(), { roles: [{ portalId: at.portal().id, role: "coordinator" }] });
    const desk = (await at.signIn(agent.email, password, "")).browser;
    await desk.post(`/desk/${at.portal().slug}/contacts/${contact}/invitations`);
    await deliverAll();
    const mails = await at.db()("mails").where({ recipient: email }).pluck<string[]>("body_text");
    expect(mails.join("\n")).to.not.match(/token=|temporary password/);
    expect(await at.db()("logins").where({ id: loginId }).pluck("password_hash")).to.deep.equal([null]);
  });

  it("says calmly to everybody that the directory is away, locks nobody for it, warns administrators, and lets them in", async () => {
    const { email, directory } = await settle();
    await at.slapd().stop();
    running = false;
    const away = "does not answer at the moment";
    const tries = await Promise.all(Array.from({ length: 8 }, () => at.signIn(email, secret)));
    for (const { answer } of tries) expect(answer.text).to.include(away);
    expect(await at.db()("logins").where({ email }).pluck("failed_attempts")).to.deep.equal([0]);
    const local = await aContact(at.db(), { portalId: at.portal().id });
    for (const each of [local.email, "nobody@example.org"])
      expect((await at.signIn(each, "wrong")).answer.text, each).to.include(away);
    expect((await at.signIn(local.email, password)).answer.status).to.equal(303);
    const admin = await at.administrator();
    expect((await admin.get("/admin/mail")).$(".banner").text()).to.include(`directory ${directory.name}`);
    expect((await trail(email)).at(-1)).to.deep.equal({ kind: "sign-in-refused", reason: "directory-away" });
    await at.slapd().start();
    running = true;
    expect((await at.signIn(email, secret)).answer.status).to.equal(303);
    expect((await at.signIn("nobody@example.org", "wrong")).answer.text).to.include(refused);
    expect((await admin.get("/admin/mail")).text).to.not.include(directory.name);
  });

  it("ends with the directory's being switched off, or with the person's going", async () => {
    const { uid, email, directory } = await settle();
    const { browser } = await at.signIn(email, secret);
    await at.slapd().remove(uid);
    expect((await at.signIn(email, secret)).answer.status, "at once").to.equal(422);
    await at.import(directory);
    expect((await browser.get(`${at.front().base}/requests`)).status, "at the next click").to.not.equal(200);
    const other = await settle();
    await at.db()("directories").update({ enabled: 0 });
    expect((await at.signIn(other.email, secret)).answer.status).to.equal(422);
  });
});
