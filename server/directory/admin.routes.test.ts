import { expect } from "chai";
import { load } from "cheerio";
import type { Browser } from "../test/harness.ts";
import { baseDn, reader } from "../test/slapd.ts";
import { importDue } from "./importing.service.ts";
import { withSlapd } from "./slapd-fixtures.test.ts";

const page = "/admin/general-settings/directories";

describe("the pages of directories", function () {
  this.timeout(20_000);
  const at = withSlapd();
  let browser: Browser;
  before(async () => {
    browser = await at.administrator();
  });

  const typed = (given: Record<string, string> = {}): Record<string, string> => ({
    ...{ name: `Directory ${at.uid()}`, enabled: "true", people: "contacts", portal: String(at.portal().id) },
    ...{ role: "agent", url: at.slapd().url, caCertificate: at.slapd().authority, bindDn: reader.dn },
    ...{ bindPassword: reader.password, baseDn, userFilter: "(objectClass=inetOrgPerson)" },
    ...{ idAttribute: "entryUUID", mailAttribute: "mail", nameAttribute: "displayName" },
    ...{ phoneAttribute: "telephoneNumber", mobileAttribute: "", accountAttribute: "", accountName: "" },
    ...{ signsIn: "true", importHours: "24", version: "1" },
    ...given,
  });
  const create = async (given: Record<string, string> = {}) => {
    const answer = await browser.post(page, typed(given));
    expect(answer.status, answer.$(".errors").text()).to.equal(303);
    return answer.location ?? "";
  };
  const test = async (url: string) => {
    const answer = await browser.post(`${url}/tests`);
    return load(answer.text)("#test [role=status]").text().replace(/\s+/g, " ").trim();
  };

  it("test whom the directory finds: how many, and the first five", async () => {
    const uids = Array.from({ length: 6 }, () => at.uid());
    await at
      .slapd()
      .add(...uids.map((uid) => ({ uid, name: `N ${uid}`, mail: `${uid}@example.org`, company: "Six" })));
    const url = await create({ userFilter: "(o=Six)" });
    expect((await browser.get(url)).status).to.equal(200);
    const found = await test(url);
    expect(found).to.include("Works 6 people found").and.include(`N ${uids[0]} <${uids[0]}@example.org>`);
    expect(found).to.not.include(`N ${uids[5]} `);
    const list = await browser.get(page);
    expect(list.$("tbody tr").text())
      .to.include(`Contacts of ${(await portalName()) ?? ""}`)
      .and.include("On");
  });
  const portalName = async () =>
    (await at.db()("portals").where({ id: at.portal().id }).pluck<string[]>("name"))[0];

  it("name the cause when it does not work", async () => {
    for (const [given, cause] of [
      [{ url: "ldaps://127.0.0.1:1" }, "Nobody answers at this address"],
      [{ url: "ldaps://no-such-host.invalid" }, "name is not known"],
      [{ caCertificate: "" }, "No safe connection"],
      [{ bindPassword: "wrong" }, "refused the account or its password"],
      [{ bindDn: "cn=nobody,dc=example,dc=com" }, "refused the account or its password"],
      [{ baseDn: "ou=nowhere,dc=example,dc=com" }, "nothing below the name"],
      [{ userFilter: "(uid=nobody-at-all)" }, "the filter finds nobody"],
      [{ url: at.slapd().url.replace("ldaps:", "ldap:") }, "Nobody answers"],
    ] as [Record<string, string>, string][])
      expect(await test(await create(given)), JSON.stringify(given)).to.include(cause);
  });

  it("never show the password, keep it, and want it again when it would be sent elsewhere", async () => {
    const values = typed();
    const url = await create(values);
    const { text } = await browser.get(url);
    expect(text).to.not.include(reader.password);
    expect(JSON.stringify(await at.db()("directories"))).to.not.include(reader.password);
    const kept = await browser.post(url, { ...values, bindPassword: "", nameAttribute: "cn" });
    expect(kept.status).to.equal(303);
    expect(await test(url)).to.include("Works");
    const moved = await browser.post(url, {
      ...values,
      bindPassword: "",
      url: "ldaps://evil.example",
      version: "2",
    });
    expect(moved.status).to.equal(422);
    expect(moved.$("#field-bindPassword-error").text()).to.include("Enter the password again");
  });

  it("refuse what cannot work, beside the field, with what was typed", async () => {
    for (const [name, value] of [
      ["url", "http://x"],
      ["url", "ldaps://a/dc=b"],
      ["caCertificate", "-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----"],
      ["userFilter", "(&(a=b)"],
      ["mailAttribute", "mail)(x"],
      ["baseDn", ""],
      ["portal", "999999"],
      ["importHours", "2"],
      ["bindPassword", ""],
    ] as const) {
      const answer = await browser.post(page, typed({ [name]: value }));
      expect(
        [answer.status, answer.$(`#field-${name}`).attr("aria-invalid")],
        `${name} ${value}`,
      ).to.deep.equal([...[422, "true"]]);
    }
    const values = typed();
    await create(values);
    expect((await browser.post(page, values)).$("#field-name-error").text()).to.include("has this name");
  });

  it("do not overwrite what another administrator saved meanwhile", async () => {
    const values = typed();
    const url = await create(values);
    expect((await browser.post(url, { ...values, importHours: "1" })).status).to.equal(303);
    const late = await browser.post(url, { ...values, importHours: "6" });
    expect([late.status, late.text.includes("Another administrator saved")]).to.deep.equal([422, true]);
  });

  it("show what an import would do before the first one, and do it only then", async () => {
    const uid = at.uid();
    await at
      .slapd()
      .add({ uid, name: "Grace Hopper", mail: `${uid}@example.org` }, { uid: `${uid}x`, name: "No Mail" });
    const url = await create({ userFilter: `(|(uid=${uid})(uid=${uid}x))` });
    expect((await browser.get(url)).text).to.include("Nothing is imported before you have seen");
    expect((await browser.post(`${url}/imports`)).status, "not before").to.equal(422);
    const preview = await browser.get(`${url}/preview`);
    expect(preview.text).to.include("One person would be created").and.include("Grace Hopper");
    expect(preview.text).to.include("One entry would be skipped").and.include("has no usable mail address");
    expect(
      await at
        .db()("contacts")
        .where({ email: `${uid}@example.org` }),
    ).to.deep.equal([]);
    expect(await importDue(at.now())).to.equal("nothing was due");
    expect((await browser.post(`${url}/approvals`)).status).to.equal(303);
    await importDue(at.now());
    expect(
      await at
        .db()("contacts")
        .where({ email: `${uid}@example.org` }),
    ).to.have.length(1);
    expect((await browser.get(url)).text).to.include("one person created, 0 changed");
    expect((await browser.get(`${url}/preview`)).text).to.include(
      "One person is here and as the directory says",
    );
    expect((await browser.post(`${url}/imports`)).status, "again, when asked").to.equal(303);
    expect(await importDue(at.now())).to.include('"same":1');
  });

  it("want a new look after a change of whom it finds", async () => {
    const values = typed();
    const url = await create(values);
    await browser.post(`${url}/approvals`);
    expect((await browser.post(url, { ...values, bindPassword: "", userFilter: "(uid=*)" })).status).to.equal(
      303,
    );
    expect((await browser.post(`${url}/imports`)).status).to.equal(422);
  });

  it("remove a directory and leave its people, who may be invited to a password then", async () => {
    const uid = at.uid();
    await at.slapd().add({ uid, mail: `${uid}@example.org` });
    const url = await create({ userFilter: `(uid=${uid})` });
    await browser.post(`${url}/approvals`);
    await importDue(at.now());
    expect((await browser.post(`${url}/removal`)).location).to.equal(page);
    expect((await browser.get(url)).status).to.equal(404);
    expect(
      await at
        .db()("contacts")
        .where({ email: `${uid}@example.org` }),
    ).to.have.length(1);
    expect(await at.db()("audit_events").where({ kind: "directory-changed" })).to.not.deep.equal([]);
  });
});
