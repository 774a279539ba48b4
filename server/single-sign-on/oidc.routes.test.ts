import { expect } from "chai";
import { aFront } from "../test/factories.ts";
import { Browser } from "../test/harness.ts";
import { withOpenidProvider } from "./providers-fixtures.test.ts";
import { providersChanged } from "./providers.repository.ts";

describe("signing in by OpenID Connect", function () {
  this.timeout(20_000);
  const at = withOpenidProvider();

  it("leads from the button through the provider into the portal, to where the person was headed, and keeps it in the trail", async () => {
    const { email } = await at.contact();
    const id = await at.provider();
    await at.be(at.somebody(email));
    const browser = new Browser(at.app().url);
    const wish = `${at.front().base}/requests/new`;
    const { $ } = await browser.get(`${at.front().base}/login?next=${encodeURIComponent(wish)}`);
    const button = $(".auth-ways a");
    expect(button.text()).to.equal("Sign in with Example ID");
    const answer = await at.signIn(browser, button.attr("href") ?? "");
    expect([answer.status, answer.location]).to.deep.equal([303, wish]);
    expect(answer.headers.get("cache-control")).to.equal("no-store");
    expect(await at.signedIn(browser)).to.equal(true);
    expect(await at.trail(email)).to.deep.equal([{ kind: "signed-in", reason: "single-sign-on" }]);
    expect(id).to.be.greaterThan(0);
  });

  it("asks with PKCE, state and nonce, at an address that neither Host nor next can change", async () => {
    const id = await at.provider();
    const browser = new Browser(at.app().url);
    const { location } = await browser.send(at.link(id, "?next=https://evil.example/"), {
      headers: { host: "evil.example", "x-forwarded-host": "evil.example" },
    });
    const asked = new URL(location ?? "").searchParams;
    expect(asked.get("redirect_uri")).to.equal(`${at.app().url}/single-sign-on/${id}/callback`);
    expect(asked.get("code_challenge_method")).to.equal("S256");
    expect([asked.get("state"), asked.get("nonce")].every((each) => (each?.length ?? 0) > 20)).to.equal(true);
    const { email } = await at.contact();
    await at.be(at.somebody(email));
    const answer = await at.signIn(browser, at.link(id, "?next=https://evil.example/"));
    expect(answer.location).to.equal(at.front().base);
  });

  it("takes an answer once: of twenty at once exactly one wins, and only in the browser that asked", async () => {
    const { email } = await at.contact();
    const id = await at.provider();
    await at.be(at.somebody(email));
    const browser = new Browser(at.app().url);
    const back = (await browser.get(await at.through(browser, at.link(id)))).location ?? "";
    const thief = await new Browser(at.app().url).get(back);
    const stolen = `holdfast.single-sign-on=${browser.cookie("holdfast.single-sign-on")}`;
    for (const name of ["", "; holdfast.browser=AAAAAAAAAAAAAAAAAAAAAA"]) {
      const answer = await fetch(new URL(back, at.app().url), { headers: { cookie: stolen + name } });
      expect(answer.status, "the attempt's cookie in another browser").to.equal(400);
    }
    expect(thief.status).to.equal(400);
    expect(thief.text).to.include("took too long or was used already");
    const cookies = {
      cookie: ["holdfast.browser", "holdfast.single-sign-on"]
        .map((name) => `${name}=${browser.cookie(name)}`)
        .join("; "),
    };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        fetch(new URL(back, at.app().url), { headers: cookies, redirect: "manual" }),
      ),
    );
    expect(answers.filter(({ status }) => status === 303)).to.have.length(1);
    expect(answers.filter(({ status }) => status === 400)).to.have.length(19);
  });

  it("refuses a state of its own making, a code that was used, and a broken-off sign-in, and says what to do", async () => {
    const { email } = await at.contact();
    const id = await at.provider();
    await at.be(at.somebody(email));
    const browser = new Browser(at.app().url);
    const used = new URL(await at.through(browser, at.link(id)));
    await browser.visit(used.href);
    const again = new Browser(at.app().url);
    const fresh = new URL(await at.through(again, at.link(id)));
    fresh.searchParams.set("code", used.searchParams.get("code") ?? "");
    expect((await again.visit(fresh.href)).text).to.include("could not be verified");
    expect(await at.signedIn(again)).to.equal(false);
    const forged = new Browser(at.app().url);
    await at.through(forged, at.link(id));
    used.searchParams.set("state", "made-up.0");
    expect((await forged.visit(used.href)).status).to.equal(404);
    await at.be({ ...at.somebody(email), declines: true });
    const { answer } = await at.enter(id);
    expect(answer.text).to.include("did not finish signing in at Example ID");
    expect(answer.$("a.button").attr("href")).to.equal(at.link(id));
  });

  for (const [what, idToken, problem] of [
    ["for another client", { claims: { aud: "somebody-else" } }, "wrong-audience"],
    ["of another issuer", { claims: { iss: "https://evil.example" } }, "wrong-issuer"],
    ["of another sign-in", { claims: { nonce: "of-yesterday" } }, "bad-nonce"],
    ["that ran out", { claims: { exp: 1_700_000_000 } }, "clock"],
    ["signed by somebody else", { forged: true }, "bad-signature"],
  ] as const)
    it(`refuses an ID token ${what}, and tells administrators alone why`, async () => {
      const { email } = await at.contact();
      const id = await at.provider();
      await at.be({ ...at.somebody(email), idToken });
      const { browser, answer } = await at.enter(id);
      expect(answer.status).to.equal(502);
      expect(answer.text).to.include("could not be verified");
      expect(await at.signedIn(browser)).to.equal(false);
      expect(
        (await at.app().db("identity_providers").where({ id }).first("last_problem")) as object,
      ).to.deep.equal({
        last_problem: problem,
      });
    });

  it("asks for the second step here, unless the provider's sign-in counts as both", async () => {
    const { email, loginId } = await at.contact();
    await at
      .app()
      .db("second_factors")
      .insert({ login_id: loginId, sealed_secret: "x", used_step: 0, created_at: new Date() });
    const id = await at.provider();
    const person = at.somebody(email);
    await at.be(person);
    const { browser, answer } = await at.enter(id);
    expect(answer.location).to.equal(`${at.front().base}/login/second-step`);
    expect(await at.signedIn(browser)).to.equal(false);
    await at.app().db("identity_providers").where({ id }).update({ both_steps: true });
    providersChanged();
    expect((await at.enter(id)).answer.location).to.equal(at.front().base);
  });

  it("keeps the address that is registered at the provider when the installation moves", async () => {
    const id = await at.provider();
    await at
      .app()
      .db("identity_providers")
      .where({ id })
      .update({ endpoint_base: "https://old.example.com" });
    providersChanged();
    const { location } = await new Browser(at.app().url).get(at.link(id));
    expect(new URL(location ?? "").searchParams.get("redirect_uri")).to.equal(
      `https://old.example.com/single-sign-on/${id}/callback`,
    );
  });

  it("comes back to a portal's own host, from the address registered once for all", async () => {
    const host = `sso${Date.now()}.localhost`;
    const own = await aFront(at.app().db, { portalId: at.portalId(), host });
    const id = await at.provider();
    const browser = new Browser(at.app().url);
    const { location } = await browser.get(`${own.base}/login/single-sign-on/${id}?next=/requests`);
    const { port } = new URL(at.app().url);
    expect(location).to.equal(`http://${host}:${port}/login/single-sign-on/${id}?here=1&next=%2Frequests`);
    const answer = await browser.get(`/single-sign-on/${id}/callback?code=c&state=s.${own.id}`);
    expect(answer.location).to.equal(
      `http://${host}:${port}/login/single-sign-on/${id}/return?code=c&state=s.${own.id}`,
    );
    expect((await browser.get(`/single-sign-on/${id}/callback?state=s.99999999`)).location).to.equal(
      `${at.app().url}/login/single-sign-on/${id}/return?state=s.99999999`,
    );
  });
});
