import { expect } from "chai";
import { aContact, aFront, anAgent, aPortal } from "../test/factories.ts";
import { Browser, startApp, type TestApp } from "../test/harness.ts";

describe("locked accounts", () => {
  let app: TestApp;
  let admin: Browser;
  let portalId: number;
  let base: string;
  before(async () => {
    app = await startApp();
    portalId = (await aPortal(app.db)).id;
    base = (await aFront(app.db, { portalId })).base;
    admin = new Browser(app.url);
    await admin.signIn((await anAgent(app.db, { administrator: true })).email);
    await app.db("logins").update({ failed_attempts: 0, locked_until: null });
  });
  after(() => app.close());

  const page = "/admin/users/locked";

  it("are listed with why and from where, and let in again together", async () => {
    expect((await admin.get(page)).text).to.include("Nobody is locked");
    const people = await Promise.all([1, 2, 3].map(() => aContact(app.db, { portalId })));
    for (const { email } of people) {
      await app.db("logins").where({ email }).update({ failed_attempts: 9 });
      await new Browser(app.url).signIn(email, base, "wrong");
    }
    const shown = await admin.get(page);
    expect(shown.$("tbody tr")).to.have.length(3);
    expect(shown.text)
      .to.include("10 wrong passwords")
      .and.match(/127\.0\.0\.1|::1/);
    const [first, second, third] = people.map(({ loginId }) => String(loginId)) as [string, string, string];
    expect((await admin.post(`${page}/unlocks`, {})).status).to.equal(303);
    expect((await admin.get(page)).text).to.include("Choose whom to unlock");
    await admin.post(`${page}/unlocks`, { login: [first, second] });
    const left = await admin.get(page);
    expect(left.text).to.include("2 people may sign in again");
    expect(
      left
        .$("tbody input")
        .map((_, box) => left.$(box).val())
        .get(),
    ).to.deep.equal([third]);
    expect((await new Browser(app.url).signIn(people[0]?.email ?? "", base)).status).to.equal(303);
    expect((await new Browser(app.url).signIn(people[2]?.email ?? "", base)).status).to.equal(422);
    const trail = await admin.get(`/admin/audit?kind=unlocked&who=${people[0]?.email}`);
    expect(trail.text).to.include("Unlocked by an administrator");
  });

  it("include those whose second step was guessed", async () => {
    const { loginId, email } = await aContact(app.db, { portalId });
    await app.db("second_factors").insert({
      login_id: loginId,
      sealed_secret: "x",
      used_step: 0,
      failed_attempts: 10,
      locked_until: new Date(Date.now() + 60_000),
      created_at: new Date(),
    });
    expect((await admin.get(page)).text)
      .to.include(email)
      .and.include("10 wrong codes");
    await admin.post(`${page}/unlocks`, { login: String(loginId) });
    expect((await admin.get(page)).text).to.not.include(email);
  });

  it("are for administrators only", async () => {
    const browser = new Browser(app.url);
    const { email } = await aContact(app.db, { portalId });
    await browser.signIn(email, base);
    expect((await browser.get(page)).status).to.equal(403);
    expect((await browser.post(`${page}/unlocks`, { login: "1" })).status).to.equal(403);
  });
});
