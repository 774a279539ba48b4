import { expect } from "chai";
import type { Knex } from "knex";
import { createContext } from "../core/context.ts";
import { aFront, aPortal } from "../test/factories.ts";
import { prepare, testDb } from "../test/harness.ts";
import { type MailServer, startMailServer } from "../test/mail-server.ts";
import { queueMail, useMail } from "./index.ts";
import { testMail } from "./administration.service.ts";
import type { MailSettings } from "./mail.settings.ts";
import { createSender } from "./sending.service.ts";

const secondsFrom = (start: Date, seconds: number) => new Date(start.getTime() + seconds * 1000);
let serial = 0;

describe("the sender of mails", () => {
  let db: Knex;
  let portalId: number;
  let server: MailServer;
  const refusals = new Map<string, number>();
  const open: { close(): void }[] = [];

  before(async () => {
    prepare();
    useMail({ baseUrl: "https://support.example.com", smtpUrl: undefined });
    db = testDb();
    portalId = (await aPortal(db)).id;
    await aFront(db, { portalId });
    server = await startMailServer({ refuse: (recipient) => refusals.get(recipient) ?? null });
  });
  // The sender takes what is due of every portal: leave it only our own.
  beforeEach(() => db("mails").update({ state: "sent" }));
  afterEach(() => open.splice(0).forEach((sender) => sender.close()));
  after(() => server.close());

  const settings = (smtpUrl: string | null = server.url): MailSettings => ({
    baseUrl: "https://support.example.com",
    smtpUrl,
    from: "support@example.com",
    host: "support.example.com",
  });
  const sender = (smtpUrl: string | null = server.url, clock = () => new Date()) => {
    const created = createSender(() => settings(smtpUrl), clock);
    open.push(created);
    return created;
  };
  const queue = async (
    given: Partial<{ email: string; name: string; subject: string; secret: boolean; at: Date }> = {},
  ) => {
    const email = given.email ?? `r${++serial}@example.org`;
    const ctx = createContext({
      db,
      portalId,
      actor: { kind: "system" },
      ...(given.at ? { now: given.at } : {}),
    });
    await queueMail(ctx, {
      cause: `test:${++serial}`,
      kind: "test",
      to: { email, name: given.name ?? "Resi" },
      subject: given.subject ?? "Hello",
      template: testMail,
      model: { at: ctx.now },
      reason: "because",
      secret: given.secret ?? false,
    });
    return email;
  };
  const row = async (email: string) =>
    (await db("mails").where({ recipient: email }).first()) as Record<string, unknown> & {
      due_at: Date;
      message_id: string;
    };

  it("sends what waits, once, and says who sent it and why nobody should answer by machine", async () => {
    const email = await queue({ name: "Zoë 🦉" });
    await sender().step(db);
    await sender().step(db);
    const [mail, second] = server.to(email);
    expect(second).to.equal(undefined);
    expect(mail?.from).to.deep.include({ address: "support@example.com" });
    expect(mail?.to?.[0]).to.deep.include({ name: "Zoë 🦉", address: email });
    expect(mail?.header("auto-submitted")).to.equal("auto-generated");
    expect(mail?.header("x-auto-response-suppress")).to.equal("All");
    expect(mail?.header("x-holdfast-loop")).to.equal(`portal-${portalId}@support.example.com`);
    expect(mail?.header("precedence")).to.equal(undefined);
    expect(mail?.text).to.include("Mail works").and.include("-- \nbecause");
    expect(mail?.html).to.include("<h1");
    expect(mail?.messageId).to.match(/^<hf\.[0-9a-f-]{36}@support\.example\.com>$/);
    expect(await row(email)).to.include({ state: "sent", attempts: 1 });
  });

  it("sends at once what was written by a clock that was an hour ahead", async () => {
    const email = await queue({ at: new Date(Date.now() + 3_600_000) });
    await sender().step(db);
    expect(server.to(email)).to.have.length(1);
  });

  it("blanks a secret once it is sent", async () => {
    const email = await queue({ secret: true });
    await sender().step(db);
    expect(server.to(email)[0]?.text).to.include("Mail works");
    expect(await row(email)).to.include({ state: "sent", body_text: "", body_html: "" });
  });

  it("waits while no mail server is configured, and sends when there is one", async () => {
    const email = await queue();
    expect(await sender(null).step(db)).to.equal(0);
    expect(await row(email)).to.include({ state: "waiting", attempts: 0 });
    await sender().step(db);
    expect(server.to(email)).to.have.length(1);
  });

  it("gives up at once on a recipient that the server does not know", async () => {
    const email = await queue();
    refusals.set(email, 550);
    await sender().step(db);
    expect(await row(email)).to.include({ state: "failed", attempts: 1 });
    expect((await row(email)).last_error).to.include("not here");
  });

  it("tries again after 1 minute, 5 minutes, 30 minutes … and fails visibly after almost three days", async () => {
    const start = new Date();
    let now = start;
    const email = await queue({ at: start });
    refusals.set(email, 450);
    const trying = sender(server.url, () => now);
    const waits: number[] = [];
    for (let tries = 0; tries < 20; tries++) {
      await trying.step(db);
      const { state, due_at: dueAt } = await row(email);
      if (state === "failed") break;
      waits.push((dueAt.getTime() - now.getTime()) / 60_000);
      await trying.step(db); // not due yet: nothing happens
      now = dueAt;
    }
    expect(waits).to.deep.equal([1, 5, 30, 120, 360, 720, 1440, 1440]);
    expect(await row(email)).to.include({ state: "failed", attempts: 9 });
    refusals.delete(email);
  });

  it("lets all mails wait while the server is away, without using up a try, and asks again after a pause", async () => {
    const away = await startMailServer();
    await away.close();
    let now = new Date();
    const email = await queue({ at: now });
    const trying = sender(away.url, () => now);
    for (let seconds = 0; seconds < 30; seconds += 5) {
      await trying.step(db);
      now = secondsFrom(now, 5);
    }
    expect(await row(email)).to.include({ state: "waiting", attempts: 0 });
    expect((await row(email)).last_error).to.include("ECONNREFUSED");
    const back = await startMailServer({ port: away.port });
    try {
      now = secondsFrom(now, 60);
      await trying.step(db);
      expect(back.to(email)).to.have.length(1);
      expect(await row(email)).to.include({ state: "sent", attempts: 1, last_error: null });
    } finally {
      await back.close();
    }
  });

  it("sends at least 50 mails a second to a server nearby", async function () {
    this.timeout(30_000);
    const before = server.mails.length;
    const ctx = createContext({ db, portalId, actor: { kind: "system" } });
    for (let count = 0; count < 300; count++)
      await queueMail(ctx, {
        cause: `rate:${++serial}`,
        kind: "test",
        to: { email: `rate${count}@example.org`, name: "Resi" },
        subject: "Hello",
        template: testMail,
        model: { at: ctx.now },
        reason: "because",
      });
    const started = performance.now();
    const fast = sender();
    while ((await fast.step(db)) > 0);
    const rate = 300 / ((performance.now() - started) / 1000);
    console.log(`      ${Math.round(rate)} mails a second`); // eslint-disable-line no-console
    expect(server.mails.length - before).to.equal(300);
    expect(rate).to.be.greaterThan(50);
  });
});
