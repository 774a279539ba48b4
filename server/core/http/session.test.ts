import { expect } from "chai";
import { randomBytes } from "node:crypto";
import type { SessionData } from "express-session";
import type { Redis } from "ioredis";
import { aLogin } from "../../test/factories.ts";
import { testDb, testRedis } from "../../test/harness.ts";
import { waitUntil } from "../../installation/readiness.ts";
import { connectLive } from "../live.ts";
import { createRedis, createSubscriber } from "../redis.ts";
import { DurableSessions, sessionHash } from "./session.ts";

const get = (store: DurableSessions, sid: string) =>
  new Promise<SessionData | null | undefined>((resolve, reject) =>
    store.get(sid, (error, found) => (error ? reject(error as Error) : resolve(found))),
  );
const set = (store: DurableSessions, sid: string, data: SessionData) =>
  new Promise((done) => store.set(sid, data, done));

async function aSession() {
  const { id } = await aLogin(testDb());
  const data = {
    cookie: { originalMaxAge: 1000 },
    loginId: id,
    signedInAt: Date.now(),
  } as unknown as SessionData;
  return { sid: randomBytes(16).toString("hex"), data };
}

describe("sessions", () => {
  let lost: Redis;
  before(() => {
    // A Redis that cannot be reached, as after its machine died.
    lost = createRedis("redis://127.0.0.1:1", "lost");
  });
  after(() => lost.disconnect());

  it("are read from their row when Redis has lost them, and from the copy after that", async () => {
    const store = new DurableSessions(testDb(), testRedis());
    const { sid, data } = await aSession();
    await set(store, sid, data);
    await testRedis().flushdb();
    expect((await get(store, sid))?.loginId).to.equal(data.loginId);
    expect(await testRedis().exists(`session:${sid}`)).to.equal(1);
  });

  it("work without Redis: nobody is signed out, signing in works", async () => {
    const store = new DurableSessions(testDb(), lost);
    const { sid, data } = await aSession();
    await set(store, sid, data);
    expect((await get(store, sid))?.loginId).to.equal(data.loginId);
  });

  it("that were revoked while Redis was away do not come back with it", async () => {
    const { sid, data } = await aSession();
    await set(new DurableSessions(testDb(), testRedis()), sid, data);
    await testDb()("sessions")
      .where({ id_hash: sessionHash(sid) })
      .delete();
    // The copy is still there, as in a Redis that missed the revocation; another process looks at the row.
    expect(await testRedis().exists(`session:${sid}`)).to.equal(1);
    expect(await get(new DurableSessions(testDb(), testRedis()), sid)).to.equal(null);
    expect(await testRedis().exists(`session:${sid}`)).to.equal(0);
  });

  it("that changed while Redis refused to write are read as they are now", async () => {
    const { sid, data } = await aSession();
    const store = new DurableSessions(testDb(), testRedis());
    await set(store, sid, data);
    const signedInAt = Date.now() - 7;
    // What a master without replicas says (min-replicas-to-write).
    await testRedis().config("SET", "min-replicas-to-write", 1);
    try {
      await set(store, sid, { ...data, signedInAt } as SessionData);
    } finally {
      await testRedis().config("SET", "min-replicas-to-write", 0);
    }
    expect(await get(store, sid)).to.include({ signedInAt });
    expect(await get(store, sid)).to.include({ signedInAt });
  });

  it("that were revoked while this process could not be told do not stay in it", async () => {
    const store = new DurableSessions(testDb(), testRedis());
    const { sid, data } = await aSession();
    await set(store, sid, data);
    const subscriber = createSubscriber(process.env.REDIS_URL ?? "", "test-missed");
    try {
      await connectLive(testRedis(), subscriber);
      await testDb()("sessions")
        .where({ id_hash: sessionHash(sid) })
        .delete();
      expect(await get(store, sid)).to.include({ loginId: data.loginId });
      await testRedis().call("CLIENT", "KILL", "TYPE", "pubsub");
      await waitUntil(async () => expect(await get(store, sid)).to.equal(null) && undefined, 5);
    } finally {
      subscriber.disconnect();
    }
  });

  it("keep only a hash of their id in the database", async () => {
    const { sid, data } = await aSession();
    await set(new DurableSessions(testDb(), testRedis()), sid, data);
    const rows = await testDb()("sessions").where({ login_id: data.loginId });
    expect(JSON.stringify(rows)).not.to.contain(sid);
  });
});
