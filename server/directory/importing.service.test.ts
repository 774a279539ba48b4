import { expect } from "chai";
import { aContact, anAgent, aPortal } from "../test/factories.ts";
import type { Person } from "../test/slapd.ts";
import { askForImport, directoryById } from "./directories.repository.ts";
import { importDue, previewImport } from "./importing.service.ts";
import { withSlapd } from "./slapd-fixtures.test.ts";

describe("importing people from a directory", function () {
  this.timeout(20_000);
  const at = withSlapd();

  const person = (given: Partial<Person> = {}): Person & { mail: string } => {
    const uid = given.uid ?? at.uid();
    return { uid, name: `Name ${uid}`, mail: `${uid}@example.org`, ...given };
  };
  const contact = async (email: string) =>
    (await at
      .db()("contacts as c")
      .leftJoin("accounts as k", "k.id", "c.account_id")
      .leftJoin("logins as l", "l.id", "c.login_id")
      .where({ "c.portal_id": at.portal().id, "c.email": email })
      .first("c.*", "k.name as account", "l.password_hash as hash")) as Record<string, unknown> | undefined;
  const counts = (given: object) => ({
    kind: "done",
    counts: { create: 0, change: 0, same: 0, deactivate: 0, skip: 0, failed: 0, ...given },
  });

  it("creates contacts with what the directory says, and does nothing the second time", async () => {
    const ada = person({ phone: "030 1", mobile: "+49 171 7777777", company: "Analytical Engines" });
    const nameless = person({ mail: "not an address" });
    await at.slapd().add(ada, nameless);
    const directory = await at.directory([ada.uid, nameless.uid]);
    const planned = await previewImport(at.now(), directory);
    expect(planned.map(({ action }) => action)).to.have.members(["create", "skip"]);
    expect(await contact(ada.mail), "a preview").to.equal(undefined);
    expect(await at.import(directory)).to.deep.equal(counts({ create: 1, skip: 1 }));
    expect(await contact(ada.mail)).to.include({
      ...{
        name: ada.name,
        phone: "030 1",
        mobile: "+491717777777",
        account: "Analytical Engines",
        hash: null,
      },
    });
    expect((await contact(ada.mail))?.login_id).to.be.a("number");
    expect(await at.import(directory)).to.deep.equal(counts({ same: 1, skip: 1 }));
  });

  it("follows changes, even of the address, deactivates who is gone and brings them back", async () => {
    const ada = person();
    await at.slapd().add(ada);
    const directory = await at.directory([ada.uid]);
    await at.import(directory);
    await at.slapd().set(ada.uid, "displayName", "Ada Lovelace");
    await at.slapd().set(ada.uid, "mail", `new-${ada.mail}`);
    expect(await at.import(directory)).to.deep.equal(counts({ change: 1 }));
    const moved = await contact(`new-${ada.mail}`);
    expect(moved).to.include({ name: "Ada Lovelace" });
    expect(await at.db()("logins").where({ id: moved?.login_id }).pluck("email")).to.deep.equal([
      `new-${ada.mail}`,
    ]);
    const elsewhere = "(uid=nobody)";
    await at.db()("directories").where({ id: directory.id }).update({ user_filter: elsewhere });
    expect(await at.import(directory)).to.deep.equal(counts({ deactivate: 1 }));
    expect((await contact(`new-${ada.mail}`))?.disabled_at).to.be.instanceOf(Date);
    expect(await at.import(directory), "once").to.deep.equal(counts({}));
    await at.db()("directories").where({ id: directory.id }).update({ user_filter: directory.userFilter });
    expect(await at.import(directory)).to.deep.equal(counts({ change: 1 }));
    expect((await contact(`new-${ada.mail}`))?.disabled_at).to.equal(null);
  });

  it("brings 1,200 people, more than the directory lists at once, in well under a minute", async () => {
    const people = Array.from({ length: 1200 }, () => person({ company: "Many" }));
    await at.slapd().add(...people);
    const directory = await at.directory([], { userFilter: "(o=Many)" });
    const started = performance.now();
    expect(await at.import(directory)).to.deep.equal(counts({ create: 1200 }));
    const seconds = (performance.now() - started) / 1000;
    console.log(`      1,200 people in ${seconds.toFixed(1)} s`); // eslint-disable-line no-console
    expect(seconds).to.be.lessThan(15);
    expect(await at.import(directory)).to.deep.equal(counts({ same: 1200 }));
  });

  it("leaves passwords alone unless it takes over, and an administrator's always", async () => {
    const known = await aContact(at.db(), { portalId: at.portal().id });
    const boss = await anAgent(at.db(), { administrator: true });
    const [ada, chief] = [person({ mail: known.email }), person({ mail: boss.email })];
    await at.slapd().add(ada, chief);
    const directory = await at.directory([ada.uid, chief.uid]);
    await at.import(directory);
    const hash = (id: number) => at.db()("logins").where({ id }).pluck<(string | null)[]>("password_hash");
    expect((await hash(known.loginId))[0]).to.be.a("string");
    await at.db()("directories").where({ id: directory.id }).update({ takes_over: 1 });
    expect(await at.import(directory)).to.deep.equal(counts({ change: 1, same: 1 }));
    expect(await hash(known.loginId)).to.deep.equal([null]);
    expect((await hash(boss.loginId))[0]).to.be.a("string");
  });

  it("speaks for nobody who has a place in another portal, or at the desk", async () => {
    const elsewhere = await aContact(at.db(), { portalId: (await aPortal(at.db())).id });
    const agent = await anAgent(at.db(), { roles: [{ portalId: at.portal().id, role: "agent" }] });
    const people = [elsewhere, agent].map(({ email }) => person({ mail: email }));
    await at.slapd().add(...people);
    const directory = await at.directory(
      people.map(({ uid }) => uid),
      { takesOver: true },
    );
    expect(await at.import(directory)).to.deep.equal(counts({ create: 2 }));
    expect(
      await at.db()("directory_people").where({ directory_id: directory.id }).pluck("login_id"),
    ).to.deep.equal([null, null]);
    for (const { loginId } of [elsewhere, agent])
      expect((await at.db()("logins").where({ id: loginId }).pluck("password_hash"))[0]).to.be.a("string");
  });

  it("makes agents with the role that it says, and keeps the last way in", async () => {
    const ada = person({ mobile: "+491715555555" });
    await at.slapd().add(ada);
    const directory = await at.directory([ada.uid], { people: "agents", role: "coordinator" });
    expect(await at.import(directory)).to.deep.equal(counts({ create: 1 }));
    const agents = () =>
      at
        .db()("agents as a")
        .join("logins as l", "l.id", "a.login_id")
        .join("portal_members as m", "m.agent_id", "a.id")
        .where("l.email", ada.mail)
        .first("a.id", "a.name", "a.mobile", "a.disabled_at", "m.role", "m.portal_id");
    expect(await agents()).to.include({ name: ada.name, mobile: "+491715555555", role: "coordinator" });
    const { id } = (await agents()) as { id: number };
    await at.slapd().remove(ada.uid);
    await at.db()("agents").where({ id }).update({ is_administrator: 1 });
    expect(await at.import(directory)).to.deep.equal(counts({ skip: 1 }));
    await at.db()("agents").where({ id }).update({ is_administrator: 0 });
    expect(await at.import(directory)).to.deep.equal(counts({ deactivate: 1 }));
    expect((await agents()) as object)
      .to.have.property("disabled_at")
      .that.is.instanceOf(Date);
  });

  it("does nothing that looks wrong by itself, and asks to be looked at", async () => {
    const people = Array.from({ length: 6 }, () => person());
    await at.slapd().add(...people);
    const directory = await at.directory(people.map(({ uid }) => uid));
    await askForImport(at.db(), directory.id, new Date(), true);
    expect(await importDue(at.now())).to.include('"create":6');
    await at
      .db()("directories")
      .where({ id: directory.id })
      .update({ user_filter: "(uid=x)", import_hours: 1 });
    expect(await importDue(at.now()), "not due").to.equal("nothing was due");
    const later = { ...at.now(), now: new Date(Date.now() + 3_700_000) };
    expect(await importDue(later)).to.include("looks-wrong");
    expect((await contact(people[0]?.mail ?? ""))?.disabled_at).to.equal(null);
    const now = await directoryById(at.db(), directory.id);
    expect(now.approvedAt).to.equal(null);
    await askForImport(at.db(), directory.id, new Date(), true);
    expect(await importDue(later)).to.include('"deactivate":6');
  });

  it("keeps what went wrong, and goes on the next time", async () => {
    const directory = await at.directory(["nobody"], { baseDn: "ou=gone,dc=example,dc=com" });
    expect(await at.import(directory)).to.include({ kind: "problem", problem: "no-base" });
    expect((await directoryById(at.db(), directory.id)).awayProblem).to.equal("no-base");
    await at
      .db()("directories")
      .where({ id: directory.id })
      .update({ base_dn: "ou=people,dc=example,dc=com" });
    expect(await at.import(directory)).to.include({ kind: "done" });
    expect((await directoryById(at.db(), directory.id)).awaySince).to.equal(null);
  });
});
