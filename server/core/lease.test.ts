import { expect } from "chai";
import { aPortal } from "../test/factories.ts";
import { contextFor, testDb } from "../test/harness.ts";
import { event } from "./events.ts";
import { job, runJob, startJobs } from "./jobs.ts";
import { fence, LeaseLostError, useLease } from "./lease.ts";
import { deliverEvents, inheritEvents, on } from "./listeners.ts";
import { startLoop } from "./loops.ts";

const happened = event<{ n: number }>("test.leased");
const later = (ms: number) => new Promise((done) => setTimeout(done, ms));
const problemOf = (work: Promise<unknown>) => work.then(() => null).catch((error: unknown) => error);

describe("background work under a lease", () => {
  let portalId: number;
  /** How often the lease still says yes. */
  let yes: number;
  before(async () => {
    portalId = (await aPortal(testDb())).id;
  });
  beforeEach(async () => {
    await testDb()("outbox").delete();
    await testDb()("ha_fence").update({ epoch: 7 });
    hold(7);
  });
  after(() => useLease(undefined));

  const hold = (epoch: number, times = Infinity) => {
    yes = times;
    useLease({ holds: () => yes-- > 0, epoch: () => epoch });
  };
  const cause = async (count: number) => {
    for (let n = 0; n < count; n++)
      await contextFor(testDb(), portalId, { kind: "system" }).emit(happened, { n });
  };
  const waiting = (state: "due" | "claimed") =>
    testDb()("outbox")
      .where("available_at", state === "due" ? "<=" : ">", new Date(Date.now() + 100))
      .where({ attempts: state === "due" ? 0 : 1 });

  it("commits in its term", async () => {
    await testDb().transaction(fence);
  });

  it("cannot commit in a term that is over, or in doubt", async () => {
    const write = () =>
      testDb().transaction(async (tx) => {
        await tx("categories").insert({ portal_id: portalId, name: "late" });
        await fence(tx);
      });
    hold(6);
    expect(await problemOf(write())).to.be.instanceOf(LeaseLostError);
    hold(7, 0);
    expect(await problemOf(write())).to.be.instanceOf(LeaseLostError);
    expect(await testDb()("categories").where({ portal_id: portalId })).to.have.length(0);
  });

  it("does not claim events in a term that is over", async () => {
    await cause(2);
    hold(6);
    expect(await problemOf(deliverEvents(testDb(), []))).to.be.instanceOf(LeaseLostError);
    expect(await waiting("due")).to.have.length(2);
  });

  it("gives events back that it had not begun when the role is lost", async () => {
    await cause(4);
    hold(7, 3); // for the claim and two events
    const seen: number[] = [];
    const hear = on(happened, "test.hear", async (_, { n }) => void seen.push(n));
    expect(await deliverEvents(testDb(), [hear])).to.equal(2);
    expect(seen).to.deep.equal([0, 1]);
    expect(await waiting("due")).to.have.length(2);
  });

  it("takes over at once what a former holder had claimed", async () => {
    await cause(3);
    hold(7, 1); // frozen right after its claim
    await testDb()("outbox").update({ attempts: 1, available_at: new Date(Date.now() + 60_000) });
    expect(await waiting("claimed")).to.have.length(3);
    hold(7);
    await inheritEvents(testDb());
    expect(await deliverEvents(testDb(), [])).to.equal(3);
  });

  it("undoes what a woken worker does for an event that another has claimed meanwhile", async () => {
    await cause(1);
    const name = `woken ${Math.random()}`;
    const slow = on(happened, "test.slow", async (tx) => {
      await tx.db("categories").insert({ portal_id: portalId, name });
      await testDb()("outbox").update({ attempts: 2 });
    });
    await deliverEvents(testDb(), [slow]);
    expect(await testDb()("categories").where({ name })).to.have.length(0);
    expect(await testDb()("outbox").select("attempts", "done", "last_error")).to.deep.equal([
      { attempts: 2, done: "[]", last_error: null },
    ]);
  });

  it("does not run a job in a term that is over, and leaves its record alone", async () => {
    let runs = 0;
    const count = job({ name: "test.count", cron: "* * * * * *", run: async () => `run ${++runs}` });
    await runJob(testDb(), count);
    hold(6);
    expect(await problemOf(runJob(testDb(), count))).to.be.instanceOf(LeaseLostError);
    expect(runs).to.equal(1);
    expect(
      await testDb()("job_runs").where({ name: "test.count" }).select("outcome", "failed"),
    ).to.deep.equal([{ outcome: "run 1", failed: 0 }]);
  });

  it("keeps the schedule only where the role is held, save for what each machine does for itself", async () => {
    hold(7, 0);
    const ran: string[] = [];
    const each = (name: string) => ({ name, cron: "* * * * * *", run: async () => `${ran.push(name)}` });
    const stop = startJobs(testDb(), [job(each("test.one")), job({ ...each("test.all"), everyNode: true })]);
    await later(1100);
    await stop();
    expect(new Set(ran)).to.deep.equal(new Set(["test.all"]));
  });

  it("idles in a loop where the role is not held, and inherits once at the beginning of a term", async () => {
    hold(7, 0);
    const did: string[] = [];
    const loop = startLoop(testDb(), {
      name: "test",
      step: async () => {
        did.push("step");
        if (did.length < 4) return 1;
        throw new LeaseLostError();
      },
      inherit: async () => void did.push("inherit"),
    });
    await later(20);
    expect(did).to.deep.equal([]);
    hold(7);
    loop.nudge();
    await later(20);
    expect(did).to.deep.equal(["inherit", "step", "step", "step"]);
    hold(9);
    loop.nudge();
    await later(20);
    await loop.stop();
    expect(did.slice(4)).to.deep.equal(["inherit", "step"]);
  });

  it("does not hold up a takeover when it freezes inside of a transaction", async function () {
    this.timeout(15_000);
    const started = performance.now();
    const frozen = testDb().transaction(async (tx) => {
      await fence(tx);
      await testDb()("ha_fence").update({ epoch: 8 });
    });
    expect(await problemOf(frozen)).to.be.instanceOf(Error);
    expect(performance.now() - started).to.be.lessThan(5000);
    expect(await testDb()("ha_fence").select("epoch")).to.deep.equal([{ epoch: 8 }]);
  });
});
