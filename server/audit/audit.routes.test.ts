import { expect } from "chai";
import { aContact, aFront, anAgent, aPortal, password } from "../test/factories.ts";
import { Browser, startApp, type TestApp } from "../test/harness.ts";
import { sweepTrail } from "./audit.jobs.ts";

describe("the audit trail", () => {
  let app: TestApp;
  let admin: Browser;
  let base: string;
  let portalId: number;
  before(async () => {
    app = await startApp();
    portalId = (await aPortal(app.db)).id;
    base = (await aFront(app.db, { portalId })).base;
    admin = new Browser(app.url);
    await admin.signIn((await anAgent(app.db, { administrator: true })).email);
  });
  after(() => app.close());

  const contact = () => aContact(app.db, { portalId });
  /** What the page shows of somebody, newest first. */
  const trailOf = async (email: string) => {
    const { $ } = await admin.get(`/admin/audit?who=${encodeURIComponent(email)}`);
    return $("tbody tr")
      .map((_, row) => $(row).find("th").text().trim().replace(/\s+/g, " "))
      .get();
  };

  it("keeps who came in, how and from where, and who did not, and why", async () => {
    const { email } = await contact();
    const browser = new Browser(app.url);
    await browser.signIn(email, base, "wrong");
    await browser.signIn(email, base);
    await browser.post(`${base}/profile/password`, {
      current: password,
      password: "a much better pass phrase",
    });
    await browser.post(`${base}/logout`);
    await browser.post(`${base}/forgot-password`, { email });
    await browser.post(`${base}/login/code-sessions`, { email, code: "123456" });
    const shown = await trailOf(email);
    expect(shown.join("\n")).to.match(
      /^Code refused.*wrong code\nAsked for a new password\nSigned out\nPassword changed\nSigned in.*by password\nSign-in refused.*wrong password$/,
    );
    const { text } = await admin.get(`/admin/audit?who=${encodeURIComponent(email)}`);
    expect(text).to.match(/127\.0\.0\.1|::1/);
    const csv = await admin.get(`/admin/audit/export.csv?who=${encodeURIComponent(email)}`);
    expect(csv.text).to.include("node");
    expect(text).to.not.include(password).and.not.include("a much better");
  });

  it("knows why where the person is not told", async () => {
    const unknown = `nobody${Date.now()}@example.org`;
    await new Browser(app.url).signIn(unknown, base);
    expect((await trailOf(unknown))[0]).to.include("nobody has this address");
    const elsewhere = await aContact(app.db, { portalId: (await aPortal(app.db)).id });
    await new Browser(app.url).signIn(elsewhere.email, base);
    expect((await trailOf(elsewhere.email))[0]).to.include("No permission here");
  });

  it("finds by kind, address and day, and pages", async () => {
    const now = Date.now();
    const rows = Array.from({ length: 120 }, (_, at) => ({
      at: new Date(now - at * 1000),
      kind: at % 2 ? "signed-in" : "signed-out",
      who: `many${at}@example.org`,
      place: "P",
      address: "203.0.113.9",
      user_agent: "x",
      reason: "",
    }));
    await app.db("audit_events").insert(rows.reverse());
    const list = async (query: string) => {
      const { $ } = await admin.get(`/admin/audit?address=203.0.113&${query}`);
      return {
        rows: $("tbody tr").length,
        next: $("a[rel=next]").attr("href"),
        previous: $("a[rel=prev]").attr("href"),
      };
    };
    const first = await list("kind=signed-in");
    expect(first.rows).to.equal(50);
    expect(first.previous).to.equal(undefined);
    const { $ } = await admin.get(first.next ?? "");
    expect($("tbody tr").length).to.equal(10);
    const day = new Date(now - 86_400_000 * 3).toISOString().slice(0, 10);
    expect((await list(`to=${day}`)).rows).to.equal(0);
    expect((await list(`from=${day}`)).rows).to.equal(50);
    expect((await list("kind=nonsense&from=32&before=x")).rows).to.equal(50);
    expect((await admin.get("/admin/audit?who=%25")).text, "a percent sign is itself").to.include(
      "Nothing fits",
    );
  });

  it("exports what the filters show, whole, and disarms formulas", async () => {
    await app.db("audit_events").insert({
      at: new Date(),
      kind: "sign-in-refused",
      who: '=HYPERLINK("http://evil")',
      place: "P",
      address: "198.51.100.7",
      user_agent: "x",
      reason: "unknown-address",
    });
    const one = await admin.get("/admin/audit/export.csv?address=198.51.100");
    expect(one.headers.get("content-type")).to.include("text/csv");
    expect(one.headers.get("content-disposition")).to.include("audit.csv");
    expect(one.text.split("\r\n")[1])
      .to.include(`"'=HYPERLINK(""http://evil"")"`)
      .and.include("nobody has this address");
    const many = await admin.get("/admin/audit/export.csv?address=203.0.113");
    expect(many.text.trim().split("\r\n")).to.have.length(121);
  });

  it("forgets what is older than the setting says", async () => {
    const row = {
      kind: "signed-in",
      who: "old@example.org",
      place: "",
      address: "",
      user_agent: "",
      reason: "",
    };
    await app.db("audit_events").insert({ ...row, at: new Date(Date.now() - 401 * 86_400_000) });
    await app.db("audit_events").insert({ ...row, at: new Date(Date.now() - 399 * 86_400_000) });
    await sweepTrail.run({ db: app.db, actor: { kind: "system" }, now: new Date() });
    expect(await trailOf("old@example.org")).to.have.length(1);
  });

  it("is for administrators only", async () => {
    const browser = new Browser(app.url);
    expect((await browser.get("/admin/audit")).status).to.equal(303);
    const { email } = await contact();
    await browser.signIn(email, base);
    expect((await browser.get("/admin/audit/export.csv")).status).to.equal(403);
  });
});
