import { expect } from "chai";
import type { Knex } from "knex";
import { createContext } from "../core/context.ts";
import { LeaseLostError, useLease } from "../core/lease.ts";
import { useSealing } from "../core/sealing.ts";
import { loadSettings } from "../core/settings.ts";
import { aFront, anAgent, aPortal } from "../test/factories.ts";
import { prepare, testDb } from "../test/harness.ts";
import { useStored } from "../test/text-gateways.ts";
import { gatewayTrouble, queueText, textsWork } from "./index.ts";
import { createTextSender } from "./sending.service.ts";
import type { Answer } from "./text-message.ts";

const to = "+491711234567";

describe("the sender of text messages", () => {
  let db: Knex;
  let portalId: number;
  let serial = 0;
  let sent: string[] = [];
  let answer: Answer = { sent: true, words: "ok" };

  before(async () => {
    prepare();
    useSealing(process.env.HOLDFAST_SECRET ?? "");
    db = testDb();
    portalId = (await aPortal(db)).id;
    await aFront(db, { portalId, isDefault: true });
  });
  beforeEach(async () => {
    sent = [];
    answer = { sent: true, words: "ok" };
    await db("text_messages").delete();
    await db("ha_fence").update({ epoch: 7 });
    await useStored(db, { "text-messages.gateway": "http" });
  });
  afterEach(async () => {
    useLease(undefined);
    await db("settings").delete();
    await loadSettings(db);
  });
  after(() => db("text_messages").delete());

  const gateway = {
    deliver: async ({ text }: { text: string }) => {
      if (answer.sent) sent.push(text);
      return answer;
    },
    close: () => undefined,
  };
  const sender = (clock = () => new Date()) => createTextSender(() => gateway, clock);
  const queue = (given: { to?: string; seconds?: number; at?: Date } = {}) => {
    const now = given.at ?? new Date();
    const ctx = createContext({ db, portalId, actor: { kind: "system" }, now });
    return queueText(ctx, {
      cause: `text:${++serial}`,
      kind: "sign-in-code",
      to: given.to ?? to,
      text: `code ${serial}`,
      expiresAt: new Date(now.getTime() + (given.seconds ?? 600) * 1000),
    });
  };
  const row = async () =>
    (await db("text_messages").orderBy("id", "desc").first()) as Record<string, unknown> & { due_at: Date };

  it("keeps the text sealed until it is sent, then not at all", async () => {
    await queue();
    expect((await row()).body).to.not.include("code");
    await sender().step(db);
    await sender().step(db);
    expect(sent).to.deep.equal([`code ${serial}`]);
    expect(await row()).to.include({ state: "sent", body: "", answer: "ok", problem: null, attempts: 1 });
  });

  it("tries again after 2, 5, 15, 30 and 60 seconds, then gives up", async () => {
    answer = { sent: false, problem: "unreachable", words: "ECONNREFUSED" };
    let now = new Date();
    await queue({ at: now });
    const trying = sender(() => now);
    const waits: number[] = [];
    for (let tries = 0; tries < 10; tries++) {
      await trying.step(db);
      const { state, due_at: dueAt } = await row();
      if (state === "failed") break;
      waits.push((dueAt.getTime() - now.getTime()) / 1000);
      now = dueAt;
    }
    expect(waits).to.deep.equal([2, 5, 15, 30, 60]);
    expect(await row()).to.include({ state: "failed", attempts: 6, body: "", problem: "unreachable" });
  });

  it("does not send a code that no longer works", async () => {
    await queue({ seconds: 5 });
    await sender(() => new Date(Date.now() + 6000)).step(db);
    expect([sent, (await row()).state]).to.deep.equal([[], "expired"]);
  });

  it("gives up at once on a number that the gateway refuses, which is no trouble of the gateway", async () => {
    answer = { sent: false, problem: "refused", words: "no such number" };
    await queue();
    await sender().step(db);
    expect(await row()).to.include({ state: "failed", attempts: 1 });
    expect(await gatewayTrouble(db)).to.equal(null);
  });

  it("tells the administrators of trouble once a day, and forgets it with the first that gets through", async () => {
    const admin = await anAgent(db, { administrator: true });
    answer = { sent: false, problem: "unauthorised", words: "401" };
    for (let n = 0; n < 3; n++) {
      await queue({ to: `${to}${n}` });
      await sender().step(db);
    }
    expect(await gatewayTrouble(db)).to.include({ problem: "unauthorised", answer: "401" });
    expect(await textsWork(db, new Date())).to.equal(false);
    expect(await textsWork(db, new Date(Date.now() + 121_000)), "people find out").to.equal(true);
    const mails = await db("mails").where({ recipient: admin.email, kind: "text-gateway" });
    expect(mails).to.have.length(1);
    answer = { sent: true, words: "ok" };
    await queue({ to: `${to}9` });
    await sender().step(db);
    expect(await gatewayTrouble(db)).to.equal(null);
  });

  it("gives a number so many an hour, and the installation so many a day", async () => {
    await useStored(db, { "text-messages.hourlyPerNumber": "2", "text-messages.dailyCap": "3" });
    expect([await queue(), await queue(), await queue()]).to.deep.equal([true, true, false]);
    expect([await queue({ to: `${to}1` }), await queue({ to: `${to}2` })]).to.deep.equal([true, false]);
    expect(await db("text_messages")).to.have.length(3);
    await db("text_messages").update({ created_at: new Date(Date.now() - 25 * 3_600_000) });
    expect(await queue()).to.equal(true);
  });

  it("sends nothing in a term that is over, and gives back what it has not begun", async () => {
    await queue();
    useLease({ holds: () => true, epoch: () => 6 });
    expect(
      await sender()
        .step(db)
        .catch((error: unknown) => error),
    ).to.be.instanceOf(LeaseLostError);
    let yes = 1;
    useLease({ holds: () => yes-- > 0, epoch: () => 7 });
    await sender().step(db);
    expect(sent).to.deep.equal([]);
    expect(await row()).to.include({ state: "waiting", attempts: 0 });
  });

  it("sends what a dead sender had claimed, when its claim has run out", async () => {
    await queue();
    await db("text_messages").update({ state: "sending", due_at: new Date(Date.now() + 60_000) });
    await sender().step(db);
    expect(sent).to.deep.equal([]);
    await sender(() => new Date(Date.now() + 61_000)).step(db);
    expect(sent).to.have.length(1);
  });
});
