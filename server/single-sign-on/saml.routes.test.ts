import { expect } from "chai";
import { Browser } from "../test/harness.ts";
import { expiredCertificate, withSamlProvider } from "./saml-fixtures.test.ts";

describe("signing in by SAML 2.0", function () {
  this.timeout(20_000);
  const at = withSamlProvider();

  for (const encrypted of [false, true])
    it(`takes a signed${encrypted ? " and encrypted" : ""} assertion, leads to where the person was headed, and knows them again by their NameID`, async () => {
      const { email } = await at.contact();
      const id = await at.provider();
      const nameID = `ada-${encrypted}`;
      await at.be(id, { nameID, email, encrypted });
      const browser = new Browser(at.app().url);
      const wish = `${at.front().base}/requests/new`;
      const answer = await at.signIn(browser, `${at.link(id)}?next=${encodeURIComponent(wish)}`);
      expect([answer.status, answer.location], answer.text.slice(0, 300)).to.deep.equal([303, wish]);
      expect(await at.signedIn(browser)).to.equal(true);
      await at.be(id, { nameID, email: "other@example.org", encrypted });
      expect((await at.signIn(new Browser(at.app().url), at.link(id))).location).to.equal(at.front().base);
    });

  it("makes a contact with the name and address that the assertion carries", async () => {
    const id = await at.provider({ createsContacts: true });
    await at.be(id, { nameID: "new-one", email: "new.one@saml.example" });
    expect((await at.signIn(new Browser(at.app().url), at.link(id))).location).to.equal(at.front().base);
    const [row] = (await at.app().db("contacts").where({ email: "new.one@saml.example" })) as object[];
    expect(row).to.include({ portal_id: at.portalId(), name: "Ada Example" });
  });

  it("takes an assertion once, and only in the browser that asked", async () => {
    const { email } = await at.contact();
    const id = await at.provider();
    await at.be(id, { nameID: "once", email });
    const browser = new Browser(at.app().url);
    const message = await at.answerFor(browser, at.link(id));
    const back = await at.deliver(message);
    const thief = await new Browser(at.app().url).get(back);
    expect([thief.status, await at.signedIn(new Browser(at.app().url))]).to.deep.equal([400, false]);
    expect((await browser.get(back)).location).to.equal(at.front().base);
    const again = new Browser(at.app().url);
    await again.get(at.link(id));
    expect((await again.get(await at.deliver(message))).status).to.equal(400);
    expect((await browser.get(back)).status).to.equal(400);
    const answers = await Promise.all(
      Array.from({ length: 20 }, async () => new Browser(at.app().url).get(await at.deliver(message))),
    );
    expect(answers.filter(({ status }) => status !== 400)).to.deep.equal([]);
  });

  it("takes no assertion that was delivered before, not even in the browser that asked", async () => {
    const { email } = await at.contact();
    const id = await at.provider();
    await at.be(id, { nameID: "twice", email });
    const browser = new Browser(at.app().url);
    const message = await at.answerFor(browser, at.link(id));
    await at.deliver(message);
    expect((await browser.get(await at.deliver(message))).status).to.equal(502);
    expect(await at.signedIn(browser)).to.equal(false);
  });

  for (const [what, wrong, problem] of [
    ["without a signature", { attack: "unsigned" }, "bad-signature"],
    ["changed after it was signed", { attack: "changed" }, "bad-signature"],
    ["with a forged one before it", { attack: "beside" }, "bad-signature"],
    ["with a forged one behind it", { attack: "behind" }, "bad-signature"],
    ["wrapped in a forged one's signature", { attack: "inside" }, "bad-signature"],
    ["hidden in extensions", { attack: "extensions" }, "bad-signature"],
    ["with a document type", { attack: "doctype" }, "other"],
    ["signed by somebody else", { forged: true }, "bad-signature"],
    ["in a signed envelope, itself unsigned", { envelope: true }, "bad-signature"],
    ["signed with SHA-1", { sha1: true }, "weak"],
    ["that ran out", { minutes: -10 }, "clock"],
    ["of the future", { minutes: 10 }, "clock"],
    ["for somebody else's service", { audience: "https://other.example" }, "wrong-audience"],
    ["for another address", { recipient: "https://other.example/acs" }, "not-for-us"],
    [
      "with another name each time",
      { format: "urn:oasis:names:tc:SAML:2.0:nameid-format:transient" },
      "transient-name",
    ],
  ] as const)
    it(`refuses an assertion ${what}, calmly, and tells administrators why`, async () => {
      const victim = await at.contact();
      const attacker = await at.contact();
      const id = await at.provider();
      await at.be(id, { nameID: attacker.email, email: attacker.email, victim: victim.email, ...wrong });
      const browser = new Browser(at.app().url);
      const answer = await at.signIn(browser, at.link(id));
      expect(answer.status).to.equal(502);
      expect(answer.text).to.include("could not be verified").and.include("Sign in another way");
      expect(await at.signedIn(browser)).to.equal(false);
      const row = (await at.app().db("identity_providers").where({ id }).first("last_problem")) as object;
      expect(row).to.deep.equal({ last_problem: problem });
    });

  it("refuses an answer to no request, or to another browser's", async () => {
    const { email } = await at.contact();
    const id = await at.provider();
    for (const inResponseTo of ["", "_of-somebody-else"]) {
      await at.be(id, { nameID: `unasked${inResponseTo}`, email, inResponseTo });
      const browser = new Browser(at.app().url);
      expect((await at.signIn(browser, at.link(id))).status).to.equal(400);
      expect(await at.signedIn(browser)).to.equal(false);
    }
  });

  it("reads an address whole, whatever comment stands in it", async () => {
    const victim = await at.contact();
    const id = await at.provider({ createsContacts: true });
    const email = `${victim.email}.evil.example`;
    await at.be(id, { nameID: email, email, attack: "comment", victim: victim.email });
    const browser = new Browser(at.app().url);
    await at.signIn(browser, at.link(id));
    expect(await at.app().db("identities").where({ login_id: victim.loginId })).to.deep.equal([]);
  });

  it("signs out at the provider as well, and obeys when the provider signs somebody out", async () => {
    const { email } = await at.contact();
    const id = await at.provider();
    await at.be(id, { nameID: "leaver", email });
    const browser = new Browser(at.app().url);
    await at.signIn(browser, at.link(id));
    const { location } = await browser.post(`${at.front().base}/logout`);
    const page = await browser.get(location ?? "");
    const there = page.$("a.button").attr("href") ?? "";
    expect(page.headers.get("refresh")).to.equal(`0;url=${there}`);
    expect(await at.signedIn(browser)).to.equal(false);
    // The provider verifies our signature, or answers 500.
    const answered = await fetch(there, { redirect: "manual" });
    expect(answered.status, await answered.text()).to.equal(303);
    const back = await browser.visit(answered.headers.get("location") ?? "");
    expect(back.text).to.include("You are signed out, here and at Example ID.");
    expect((await browser.get(`${at.link(id)}/departure`)).location).to.equal(at.front().base);

    await at.signIn(browser, at.link(id));
    expect(await at.signedIn(browser)).to.equal(true);
    const wish = await at.wish();
    const obeyed = await new Browser(at.app().url).get(wish);
    expect(obeyed.status, obeyed.text.slice(0, 300)).to.equal(303);
    expect(await (await fetch(obeyed.location ?? "")).text()).to.equal(
      "the service has signed the person out",
    );
    expect(await at.signedIn(browser)).to.equal(false);
    await at.signIn(browser, at.link(id));
    expect((await new Browser(at.app().url).get(wish)).status, "used before").to.equal(400);
    const bare = wish.replace(/&SigAlg=.*/, "");
    expect((await new Browser(at.app().url).get(bare)).status, "without a signature").to.equal(400);
    await at.be(id, { nameID: "leaver", sha1: true });
    expect((await new Browser(at.app().url).get(await at.wish())).status, "signed with SHA-1").to.equal(400);
    await at.be(id, { nameID: "leaver", forged: true });
    expect((await new Browser(at.app().url).get(await at.wish())).status, "signed by somebody else").to.equal(
      400,
    );
    expect(await at.signedIn(browser)).to.equal(true);
  });

  it("lets nobody in when the provider's certificate has expired, and the test names it", async () => {
    const id = await at.provider({}, [expiredCertificate]);
    const { status, text } = await new Browser(at.app().url).get(at.link(id));
    expect(status).to.equal(502);
    expect(text).to.include("Sign in another way");
    const admin = await at.administrator();
    const tested = await admin.post(`/admin/general-settings/single-sign-on/${id}/tests`);
    expect(tested.$(".check-bad strong").text()).to.match(/^The provider’s certificate has expired/);
  });

  it("is set up from the provider's metadata file, and tested", async () => {
    const admin = await at.administrator();
    const page = "/admin/general-settings/single-sign-on";
    const file = { field: "attachments", name: "metadata.xml", data: await at.metadata() };
    const read = await admin.postFiles(`${page}/metadata-files`, { id: "" }, [file]);
    const value = (name: string) => String(read.$(`[name=${name}]`).val());
    expect(value("ssoUrl")).to.match(/\/sso$/);
    expect(value("sloUrl")).to.match(/\/slo$/);
    const fields = Object.fromEntries(
      ["kind", "entityId", "ssoUrl", "sloUrl"].map((name) => [name, value(name)]),
    );
    const certificates = read.$("textarea[name=certificates]").text();
    const input = {
      ...fields,
      certificates,
      name: "By file",
      enabled: "true",
      [`portal-${at.portalId()}`]: "true",
    };
    const { location, text } = await admin.post(page, input);
    expect(location, text.slice(0, 300)).to.match(/\/\d+$/);
    const id = Number(/\d+$/.exec(location ?? "")?.[0]);
    const tested = await admin.post(`${location}/tests`);
    expect(tested.$(".check-bad strong").text()).to.equal("");
    expect(tested.$(".check-good").length).to.equal(3);
    const { email } = await at.contact();
    await at.be(id, { nameID: "by-file", email });
    expect((await at.signIn(new Browser(at.app().url), at.link(id))).location).to.equal(at.front().base);
    const wrong = await admin.postFiles(`${page}/metadata-files`, { id: "" }, [{ ...file, data: "<html>" }]);
    expect([wrong.status, wrong.$("#field-attachments-error").text()]).to.deep.equal([
      422,
      "This is not the metadata of one SAML identity provider. It needs an entity ID and a sign-in address for HTTP-Redirect.",
    ]);
    expect(
      (await admin.post(page, { ...input, certificates: "nonsense" })).$("#field-certificates-error").text(),
    ).to.include("not a certificate");
  });
});
