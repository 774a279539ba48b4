import { expect } from "chai";
import type { Knex } from "knex";
import { createContext } from "../core/context.ts";
import { LeaseLostError, useLease } from "../core/lease.ts";
import { aFront, aPortal } from "../test/factories.ts";
import { prepare, testDb } from "../test/harness.ts";
import { type MailServer, startMailServer } from "../test/mail-server.ts";
import { testMail } from "./administration.service.ts";
import { queueMail } from "./index.ts";
import { createSender } from "./sending.service.ts";

describe("the sender of mails under a lease", () => {
  let db: Knex;
  let portalId: number;
  let server: MailServer;
  let serial = 0;
  before(async () => {
    prepare();
    db = testDb();
    portalId = (await aPortal(db)).id;
    await aFront(db, { portalId });
    server = await startMailServer();
  });
  beforeEach(async () => {
    await db("mails").update({ state: "sent" });
    await db("ha_fence").update({ epoch: 7 });
  });
  after(async () => {
    useLease(undefined);
    await server.close();
  });

  const settings = () => ({
    baseUrl: "https://support.example.com",
    smtpUrl: server.url,
    from: "support@example.com",
    host: "support.example.com",
  });
  /** Steps once; the lease says yes so often. */
  const step = async (epoch: number, times: number) => {
    let yes = times;
    useLease({ holds: () => yes-- > 0, epoch: () => epoch });
    const sender = createSender(settings);
    try {
      return await sender.step(db);
    } finally {
      sender.close();
    }
  };
  const queue = async (count: number) => {
    const ctx = createContext({ db, portalId, actor: { kind: "system" } });
    for (let n = 0; n < count; n++)
      await queueMail(ctx, {
        cause: `leased:${++serial}`,
        kind: "test",
        to: { email: `leased${serial}@example.org`, name: "Resi" },
        subject: "Hello",
        template: testMail,
        model: { at: ctx.now },
        reason: "because",
      });
  };
  const states = async () =>
    (await db("mails")
      .where({ portal_id: portalId })
      .whereNot({ state: "sent" })
      .select("state", "attempts")) as {
      state: string;
      attempts: number;
    }[];

  it("sends nothing in a term that is over", async () => {
    await queue(1);
    expect(await step(6, Infinity).catch((error: unknown) => error)).to.be.instanceOf(LeaseLostError);
    expect(await states()).to.deep.equal([{ state: "waiting", attempts: 0 }]);
  });

  it("begins no further mail when the role is lost, and gives those back", async () => {
    await queue(3);
    const before = server.mails.length;
    await step(7, 2); // for the claim and one mail
    expect(server.mails.length - before).to.equal(1);
    expect(await states()).to.deep.equal([
      { state: "waiting", attempts: 0 },
      { state: "waiting", attempts: 0 },
    ]);
  });

  it("tries what a former holder was sending again after some seconds, not after its whole claim", async () => {
    await queue(1);
    const now = Date.now();
    await db("mails")
      .where({ state: "waiting" })
      .update({ state: "sending", due_at: new Date(now + 100_000) });
    useLease({ holds: () => true, epoch: () => 7 });
    await createSender(settings).inherit(db);
    const { due_at: due } = (await db("mails").where({ state: "sending" }).first()) as { due_at: Date };
    expect(due.getTime() - now).to.be.within(4000, 7000);
  });
});
