import { createServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import type { Redis } from "ioredis";
import { waitUntil } from "../installation/readiness.ts";
import { createRedis, createSubscriber } from "./redis.ts";

/** Something that listens like a Redis or a Sentinel and says what it is told to, or nothing. */
async function listener(answer: (command: string) => string | null) {
  const open = new Set<Socket>();
  const server: Server = createServer((socket) => {
    open.add(socket);
    socket.on("error", () => undefined).on("close", () => open.delete(socket));
    socket.on("data", (data) => {
      for (const command of String(data).split(/(?=\*\d+\r\n)/)) {
        const text = answer(command.toLowerCase());
        if (text !== null) socket.write(text);
      }
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => open.size,
    close: () => {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}

describe("a connection to Redis", () => {
  let hanging = false;
  let redis: Redis | undefined;
  let fake: Awaited<ReturnType<typeof listener>>;
  const plain = (command: string): string | null => {
    if (hanging) return null;
    if (command.includes("info\r\n")) return "$11\r\nrole:master\r\n";
    return command.includes("hello") ? "-NOPROTO\r\n" : "+OK\r\n";
  };
  beforeEach(async () => {
    hanging = false;
    fake = await listener(plain);
  });
  afterEach(() => {
    redis?.disconnect();
    fake.close();
  });
  const ready = (client: Redis) =>
    waitUntil(async () => expect(client.status).to.equal("ready") && undefined, 5);
  const took = async (work: () => Promise<unknown>) => {
    const started = performance.now();
    const failed = await work().then(
      () => false,
      () => true,
    );
    return { failed, ms: performance.now() - started };
  };

  it("makes one request wait for a Redis that hangs, and no other until it answers again", async () => {
    redis = createRedis(`redis://127.0.0.1:${fake.port}`, "test");
    const client = redis;
    await ready(client);
    hanging = true;
    const first = await took(() => client.get("x"));
    expect(first.failed).to.equal(true);
    expect(first.ms).to.be.within(250, 900);
    const next = await took(() => client.get("x"));
    expect(next.failed).to.equal(true);
    expect(next.ms).to.be.below(100);
    hanging = false;
    await waitUntil(async () => void (await client.get("x")), 5);
  });

  it("notices a Redis that went silent although it only listens", async () => {
    redis = createSubscriber(`redis://127.0.0.1:${fake.port}`, "test");
    const client = redis;
    await ready(client);
    hanging = true;
    await waitUntil(async () => expect(client.status).not.to.equal("ready") && undefined, 5);
    hanging = false;
    await ready(client);
  });

  it("begins anew, the same object, when it got stuck on Sentinels that say nothing", async () => {
    let speak = false;
    const sentinel = await listener((command) => {
      if (!speak) return null;
      const port = String(fake.port);
      if (command.includes("get-master-addr"))
        return `*2\r\n$9\r\n127.0.0.1\r\n$${port.length}\r\n${port}\r\n`;
      return command.includes("hello") ? "-NOPROTO\r\n" : "+OK\r\n";
    });
    try {
      redis = createRedis(`redis+sentinel://127.0.0.1:${sentinel.port}/main`, "test");
      const client = redis;
      // What a stuck client ends as; nobody but the watchdog begins again from here.
      client.disconnect(true);
      await waitUntil(async () => expect(sentinel.connections()).to.be.above(0) && undefined, 5);
      speak = true;
      await ready(client);
      expect(await client.set("x", "y")).to.equal("OK");
    } finally {
      sentinel.close();
    }
  });

  it("ends for good when we close it", async () => {
    redis = createRedis(`redis://127.0.0.1:${fake.port}`, "test");
    const client = redis;
    await ready(client);
    client.disconnect();
    await waitUntil(async () => expect(client.status).to.equal("end") && undefined, 2);
    await new Promise((done) => setTimeout(done, 300));
    expect(client.status).to.equal("end");
  });
});
