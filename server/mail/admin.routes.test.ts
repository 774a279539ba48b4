import { expect } from "chai";
import { createContext } from "../core/context.ts";
import { aFront, anAgent, aPortal } from "../test/factories.ts";
import { Browser, rolledBack, startApp, type TestApp } from "../test/harness.ts";
import { testMail } from "./administration.service.ts";
import { queueMail } from "./index.ts";
import { sweepSent } from "./mail.jobs.ts";

describe("the administrator's mail page", () => {
  let app: TestApp;
  let portalId: number;
  let browser: Browser;
  before(async () => {
    app = await startApp();
    await app.db("mails").update({ state: "sent" });
    portalId = (await aPortal(app.db)).id;
    await aFront(app.db, { portalId, isDefault: true });
    const admin = await anAgent(app.db, { administrator: true });
    browser = new Browser(app.url);
    await browser.signIn(admin.email);
  });
  after(() => app.close());

  const queue = async (email: string, change: Record<string, unknown> = { state: "waiting" }) => {
    const ctx = createContext({ db: app.db, portalId, actor: { kind: "system" } });
    await queueMail(ctx, {
      ...{
        cause: `admin:${email}`,
        kind: "password-reset",
        to: { email, name: "Resi" },
        subject: `To ${email}`,
        reason: "because",
      },
      ...{ template: testMail, model: { at: new Date() }, secret: true },
    });
    await app.db("mails").where({ recipient: email }).update(change);
    const [row] = await app.db("mails").where({ recipient: email }).select<{ id: number }[]>("id");
    return row?.id ?? 0;
  };

  it("shows what waits and failed, why, and that no mail server is configured", async () => {
    const id = await queue("failed@example.org", {
      state: "failed",
      last_error: "550 no such user",
      attempts: 1,
    });
    await queue("waiting@example.org");
    const { status, $, text } = await browser.get("/admin/mail");
    expect(status).to.equal(200);
    expect($("h1").text()).to.equal("Mail");
    expect(text).to.include("no mail server is configured");
    expect($(`#mail-${id}`).text())
      .to.include("failed@example.org")
      .and.include("550 no such user")
      .and.include("Failed");
    expect(text, "no text of a mail").to.not.include("Mail works");
    const failed = await browser.get("/admin/mail?state=failed");
    expect(failed.text).to.include("failed@example.org").and.not.include("waiting@example.org");
    expect(failed.$('.side-nav a[aria-current="page"]').text()).to.match(/Failed\s+1/);
    expect((await browser.get("/admin/mail?state=nonsense&before=x&after=-1")).status).to.equal(200);
  });

  it("sends a failed mail again, but not a sent one", async () => {
    const id = await queue("again@example.org", { state: "failed", attempts: 9 });
    expect((await browser.post(`/admin/mail/${id}/attempts`)).status).to.equal(303);
    expect(await app.db("mails").where({ id }).first()).to.include({ state: "waiting", attempts: 0 });
    await app.db("mails").where({ id }).update({ state: "sent" });
    await browser.post(`/admin/mail/${id}/attempts`);
    expect((await browser.get("/admin/mail")).text).to.include("This mail cannot be sent again");
    expect(await app.db("mails").where({ id }).first()).to.include({ state: "sent" });
    expect((await browser.post("/admin/mail/99999999/attempts")).status).to.equal(404);
  });

  it("queues a test mail once, and asks for a real address", async () => {
    const answer = await browser.post("/admin/mail/tests", { email: "try@example.org", _once: "k1" });
    expect(answer.status).to.equal(303);
    await browser.post("/admin/mail/tests", { email: "try@example.org", _once: "k1" });
    expect(await app.db("mails").where({ recipient: "try@example.org" })).to.have.length(1);
    const wrong = await browser.post("/admin/mail/tests", { email: "try@example,org" });
    expect(wrong.status).to.equal(422);
    expect(wrong.$("#field-email").attr("value")).to.equal("try@example,org");
    expect(wrong.$("[role=alert]").text()).to.include("e-mail address");
  });

  it("leads to our own address, whatever the request calls us", async () => {
    const forged = {
      host: "evil.example",
      "x-forwarded-host": "evil.example",
      origin: "https://evil.example",
    };
    await browser.post("/admin/mail/tests", { email: "host@example.org" }, forged);
    const [mail] = await app
      .db("mails")
      .where({ recipient: "host@example.org" })
      .select<{ body_html: string; body_text: string }[]>();
    expect(mail?.body_html).to.include(app.url);
    expect(`${mail?.body_html} ${mail?.body_text}`).to.not.include("evil");
  });

  it("pages through many, both ways", async () => {
    for (let count = 0; count < 60; count++) await queue(`page${count}@example.org`, { state: "failed" });
    const first = await browser.get("/admin/mail?state=failed");
    expect(first.$("tbody tr")).to.have.length(50);
    expect(first.$("a[rel=prev]")).to.have.length(0);
    const second = await browser.get(first.$("a[rel=next]").attr("href") ?? "");
    expect(second.$("tbody tr").length).to.be.within(10, 50);
    expect(second.$("a[rel=next]")).to.have.length(0);
    const back = await browser.get(second.$("a[rel=prev]").attr("href") ?? "");
    expect(back.$("tbody tr").first().attr("id")).to.equal(first.$("tbody tr").first().attr("id"));
  });

  it("is for administrators only", async () => {
    const agent = await anAgent(app.db, { roles: [{ portalId, role: "administrator" }] });
    const other = new Browser(app.url);
    await other.signIn(agent.email);
    expect((await other.get("/admin/mail")).status).to.equal(403);
    expect((await new Browser(app.url).get("/admin/mail")).status).to.equal(303);
  });
});

describe("the retention of mail", () => {
  const tx = rolledBack();

  it("deletes what was sent longer ago than the setting says, and nothing that still has to go out", async () => {
    const portalId = (await aPortal(tx())).id;
    await aFront(tx(), { portalId });
    const now = new Date();
    const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);
    for (const [email, state, days] of [
      ["old@example.org", "sent", 91],
      ["young@example.org", "sent", 89],
      ["waiting@example.org", "waiting", 400],
    ] as const) {
      const ctx = createContext({ db: tx(), portalId, actor: { kind: "system" } });
      await queueMail(ctx, {
        ...{ cause: `retention:${email}`, kind: "test", to: { email, name: "Resi" }, subject: "Hello" },
        ...{ reason: "because", template: testMail, model: { at: now }, secret: false },
      });
      await tx()("mails")
        .where({ recipient: email })
        .update({ state, due_at: daysAgo(days) });
    }
    await sweepSent.run({ db: tx(), actor: { kind: "system" }, now });
    expect(await tx()("mails").where({ portal_id: portalId }).orderBy("id").pluck("recipient")).to.deep.equal(
      ["young@example.org", "waiting@example.org"],
    );
  });
});
