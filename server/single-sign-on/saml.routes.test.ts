import { expect } from "chai";
import { Browser } from "../test/harness.ts";
import { withSamlProvider } from "./saml-fixtures.test.ts";

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
});
