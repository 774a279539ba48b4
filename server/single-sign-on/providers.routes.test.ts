import { expect } from "chai";
import { aFront, anAccount, anAgent, aPortal } from "../test/factories.ts";
import { Browser, startApp, type TestApp } from "../test/harness.ts";
import { type IdentityProvider, type OpenidState, startProvider } from "../test/identity-providers.ts";
import { freePort } from "../test/commands.ts";
import { anOidcProvider, clientSecretThere } from "./providers-fixtures.test.ts";
import { providersChanged } from "./providers.repository.ts";

const page = "/admin/general-settings/single-sign-on";

describe("administering identity providers", function () {
  this.timeout(20_000);
  let app: TestApp;
  let idp: IdentityProvider<OpenidState>;
  let admin: Browser;
  let portal: { id: number; name: string };
  let base: string;
  before(async () => {
    app = await startApp();
    idp = await startProvider<OpenidState>("openid-provider", app);
    portal = await aPortal(app.db);
    base = (await aFront(app.db, { portalId: portal.id })).base;
    admin = new Browser(app.url);
    await admin.signIn((await anAgent(app.db, { name: "Ann", administrator: true })).email);
  });
  afterEach(async () => {
    await app.db("identity_providers").delete();
    providersChanged();
  });
  after(async () => {
    idp.stop();
    await app.close();
  });

  const filled = () => ({
    kind: "oidc",
    name: "Example ID",
    enabled: "true",
    issuer: idp.url,
    clientId: "holdfast",
    clientSecret: clientSecretThere,
    scopes: "openid  email profile",
    emailClaim: "email",
    nameClaim: "name",
    [`portal-${portal.id}`]: "true",
    domains: "@Example.com\nother.example = ",
  });

  it("adds one, shows what to register, keeps the secret sealed and never shows it", async () => {
    const account = await anAccount(app.db, { portalId: portal.id });
    const answer = await admin.post(page, {
      ...filled(),
      domains: `Example.com = ${account.name}\n@other.example`,
    });
    expect(answer.status, answer.text.slice(0, 500)).to.equal(303);
    const { text, $ } = await admin.get(answer.location ?? "");
    const id = /\d+$/.exec(answer.location ?? "")?.[0];
    expect(text).to.include(`${app.url}/single-sign-on/${id}/callback`).and.not.include(clientSecretThere);
    expect($("textarea[name=domains]").text().trim()).to.equal(
      `example.com = ${account.name}\nother.example`,
    );
    const [row] = (await app.db("identity_providers")) as Record<string, unknown>[];
    expect(JSON.stringify(row)).to.not.include(clientSecretThere);
    const overview = await admin.get("/admin/general-settings");
    expect(overview.$(`a[href="${page}"]`).text()).to.equal("Single sign-on");
    expect((await admin.get(page)).text)
      .to.include("Example ID")
      .and.include(portal.name);
    const { name, ...rest } = filled();
    await admin.post(`${page}/${id}`, { ...rest, name: `${name} 2`, clientSecret: "", domains: "" });
    expect((await admin.post(`${page}/${id}/tests`)).text, "an empty field keeps the secret").to.include(
      "accepts our client secret",
    );
    expect((await admin.post(`${page}/${id}`, { ...rest, name, kind: "saml" })).status).to.equal(422);
    expect((await admin.get("/admin/audit?kind=identity-provider-saved")).text).to.include(
      "Identity provider saved",
    );
    expect((await admin.post(`${page}/${id}/removal`)).location).to.equal(page);
    expect(await app.db("identity_providers")).to.deep.equal([]);
  });

  it("says beside each field what is wrong, and keeps what was typed except the secret", async () => {
    const wrong = {
      ...filled(),
      name: "",
      issuer: "http://idp.example.com",
      scopes: "email",
      domains: "not a domain",
    };
    const { status, $ } = await admin.post(page, wrong);
    expect(status).to.equal(422);
    const error = (name: string) => $(`#field-${name}-error`).text();
    expect(error("name")).to.include("Enter something");
    expect(error("issuer")).to.include("https://");
    expect(error("scopes")).to.include("openid");
    expect(error("domains")).to.include("one domain a line");
    expect($("input[name=issuer]").val()).to.equal(wrong.issuer);
    expect($("input[name=clientSecret]").val()).to.equal("");
    const nobody = { ...filled(), [`portal-${portal.id}`]: "", newAgentsRole: "agent" };
    expect((await admin.post(page, nobody)).text).to.include("Choose at least one portal, or agents.");
    expect((await admin.post(page, { ...filled(), domains: "a.example = Nobody Ltd" })).text).to.include(
      "no account “Nobody Ltd”",
    );
    const anybody = {
      forAgents: "true",
      newAgentsRole: "agent",
      newAgentsPortal: String(portal.id),
      domains: "",
    };
    expect((await admin.post(page, { ...filled(), ...anybody })).$("#field-domains-error").text()).to.include(
      "otherwise everybody",
    );
    expect((await admin.post(page, { ...filled(), newAgentsRole: "administrator" })).status).to.equal(422);
    expect(await app.db("identity_providers")).to.deep.equal([]);
  });

  const test = async (issuer: string, given: { secret?: string; clientId?: string } = {}) => {
    const id = await anOidcProvider(issuer, app.url, { portalIds: [portal.id], ...given });
    const { $, text } = await admin.post(`${page}/${id}/tests`);
    return { good: $(".check-good").length, causes: $(".check-bad strong").text(), text };
  };

  it("tests a provider and finds it good", async () => {
    await idp.be({ sub: "x" });
    const { good, causes } = await test(idp.url);
    expect([good, causes]).to.deep.equal([5, ""]);
  });

  it("names the cause when a test fails", async () => {
    await idp.be({ sub: "x" });
    expect((await test(idp.url, { secret: "wrong" })).causes).to.match(
      /^The client ID or the client secret is wrong/,
    );
    expect((await test(idp.url, { clientId: "nobody" })).causes).to.include("redirect address above");
    expect((await test(idp.url.replace("127.0.0.1", "localhost"))).causes).to.include("another issuer");
    expect((await test(`${idp.url}/nothing`)).causes).to.include("does not describe an OpenID provider");
    expect((await test(`http://127.0.0.1:${await freePort()}`)).causes).to.include("Nobody answers");
    expect((await test("https://idp.invalid")).causes).to.include("No server has this name");
    await idp.be({ sub: "x", clockSeconds: 300 });
    const skewed = await test(idp.url);
    expect(skewed.text).to.match(/differ by (299|300|301) seconds/);
    expect(skewed.causes).to.include("Set both by NTP");
  });

  it("tells people calmly that a provider is away, and administrators since when", async () => {
    const id = await anOidcProvider(`http://127.0.0.1:${await freePort()}`, app.url, {
      portalIds: [portal.id],
    });
    const { status, text, $ } = await new Browser(app.url).get(
      `${base}/login/single-sign-on/${id}?next=/requests`,
    );
    expect(status).to.equal(503);
    expect(text).to.include("cannot be reached at the moment").and.not.include("ECONNREFUSED");
    expect($(".auth-links a").attr("href")).to.equal(`${base}/login?local=1&next=%2Frequests`);
    expect((await admin.get(`${page}/${id}`)).text).to.include("Nobody answers at this address");
  });

  it("unlinks somebody", async () => {
    const id = await anOidcProvider(idp.url, app.url, { portalIds: [portal.id] });
    const { loginId, email } = await anAgent(app.db);
    await app.db("identities").insert({
      provider_id: id,
      subject_hash: "a".repeat(64),
      login_id: loginId,
      created_at: new Date(),
      used_at: new Date(),
    });
    const { $ } = await admin.get(`${page}/${id}`);
    expect($(".sessions").text()).to.include(email);
    const identity = String($("input[name=identity]").val());
    expect((await admin.post(`${page}/${id}/unlinkings`, { identity })).status).to.equal(303);
    expect(await app.db("identities").where({ provider_id: id })).to.deep.equal([]);
    expect((await admin.post(`${page}/${id}/unlinkings`, { identity })).status).to.equal(404);
  });
});
