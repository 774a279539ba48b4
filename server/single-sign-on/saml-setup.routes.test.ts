import { expect } from "chai";
import { Browser } from "../test/harness.ts";
import { expiredCertificate, withSamlProvider } from "./saml-fixtures.test.ts";

describe("a SAML provider, its set-up and single logout", function () {
  this.timeout(20_000);
  const at = withSamlProvider();

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
