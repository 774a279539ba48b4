import { createHash } from "node:crypto";
import { expect } from "chai";
import { aContact, aFront, aPortal, password } from "../test/factories.ts";
import { Browser, startApp, testDb, type TestApp } from "../test/harness.ts";

describe("guessing, sessions and signing out", () => {
  let app: TestApp;
  let portal: { id: number; slug: string };
  let front: { id: number; slug: string; base: string };
  before(async () => {
    app = await startApp();
    await aFront(app.db, { portalId: (await aPortal(app.db)).id, isDefault: true });
    portal = await aPortal(app.db);
    front = await aFront(app.db, { portalId: portal.id });
  });
  after(() => app.close());
  const db = testDb;
  const sessionCount = async (loginId: number) =>
    Number(
      ((await db()("sessions").where({ login_id: loginId }).count({ n: "*" }).first()) as { n: number }).n,
    );

  it("takes as long for an unknown address as for a known one", async () => {
    const contact = await aContact(db(), { portalId: portal.id });
    const time = async (email: string) => {
      const browser = new Browser(app.url);
      await browser.token();
      const began = performance.now();
      for (let round = 0; round < 3; round++) await browser.signIn(email, "", "wrong password");
      return (performance.now() - began) / 3;
    };
    const [known, unknown] = [await time(contact.email), await time("nobody-at-all@example.com")];
    expect(Math.min(known, unknown)).to.be.at.least(240);
    expect(Math.abs(known - unknown)).to.be.below(150);
  });

  it("locks the account after ten failures and says so only to the right password", async () => {
    const contact = await aContact(db(), { portalId: portal.id });
    const guesses = await Promise.all(
      Array.from({ length: 10 }, () => new Browser(app.url).signIn(contact.email, "", "wrong password")),
    );
    expect(new Set(guesses.map((guess) => guess.status))).to.eql(new Set([422]));
    const [right, wrong] = [
      await new Browser(app.url).signIn(contact.email),
      await new Browser(app.url).signIn(contact.email, "", "wrong"),
    ];
    expect(right.$("[role=alert]").text()).to.contain("locked for another 15 minutes");
    expect(wrong.$("[role=alert]").text()).to.not.contain("locked for");
    for (let round = 0; round < 5; round++) await new Browser(app.url).signIn(contact.email, "", "wrong");
    expect(
      (await new Browser(app.url).signIn(contact.email)).$("[role=alert]").text(),
      "no oracle",
    ).to.not.contain("locked for");
    await db()("logins")
      .where({ id: contact.loginId })
      .update({ locked_until: new Date(Date.now() - 1) });
    expect((await new Browser(app.url).signIn(contact.email)).status).to.equal(303);
    expect(
      await db()("logins").where({ id: contact.loginId }).first("failed_attempts", "locked_until"),
    ).to.eql({ failed_attempts: 0, locked_until: null });
  });

  it("gives the session a new id, so that a planted one opens nothing, and keeps where from", async () => {
    const contact = await aContact(db(), { portalId: portal.id });
    const planted = "s%3Aplanted-session-id.c2lnbmF0dXJl";
    const token = new Browser(app.url);
    await token.token();
    const answer = await token.post(
      "/login",
      { email: contact.email, password },
      { "user-agent": "A test's browser" },
    );
    const cookie = answer.headers.getSetCookie().find((each) => each.startsWith("holdfast.session=")) ?? "";
    expect(cookie).to.contain("HttpOnly").and.contain("SameSite=Lax").and.not.contain("planted");
    const first = /s%3A([^.]+)\./.exec(cookie)?.[1] ?? "";
    const row = await db()("sessions").where({ login_id: contact.loginId }).first<Record<string, unknown>>();
    expect(row).to.include({
      id_hash: createHash("sha256").update(first).digest("hex"),
      user_agent: "A test's browser",
      address: "127.0.0.1",
    });
    const again = await token.post("/login", { email: contact.email, password });
    expect(again.headers.getSetCookie().join()).to.not.contain(first);
    expect(
      (await db()("sessions").where({ login_id: contact.loginId })).length,
      "the earlier session of this browser is gone",
    ).to.equal(1);
    const stranger = await fetch(`${app.url}/login`, {
      headers: { cookie: `holdfast.session=${planted}` },
      redirect: "manual",
    });
    expect(stranger.status).to.equal(200);
  });

  it("signs out at once: the row, the copy and the cookie are gone, and Back shows nothing", async () => {
    const contact = await aContact(db(), { portalId: portal.id });
    const browser = new Browser(app.url);
    await browser.signIn(contact.email, front.base);
    const cookie = `holdfast.session=${browser.cookie("holdfast.session")}`;
    const answer = await browser.post(`${front.base}/logout`);
    expect([answer.status, answer.location, answer.headers.get("clear-site-data")]).to.eql([
      303,
      front.base,
      '"cache"',
    ]);
    expect(await sessionCount(contact.loginId)).to.equal(0);
    const stolen = await fetch(`${app.url}${front.base}/login`, { headers: { cookie }, redirect: "manual" });
    expect(stolen.status, "the old cookie opens nothing").to.equal(200);
  });
});
