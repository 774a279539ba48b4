import { Redis, type RedisOptions } from "ioredis";
import { type RedisAddress, redisOptions } from "./connections.ts";
import { log } from "./log.ts";

type Sent = Parameters<Redis["sendCommand"]>;

const retryMs = 50;
/** The longest that a request waits for Redis; each caller goes on without it then. */
const answerMs = 300;
const silenceMs = 1000;
const watchMs = 1000;
/** A client that has not been ready for so long starts over. */
const stuckMs = 5000;
const beatMs = 1000;

// How the options were found: failover.md, "Redis + Sentinel".
const common = (address: RedisAddress, name: string) =>
  ({
    ...redisOptions(address),
    connectionName: name,
    connectTimeout: 1000,
    sentinelCommandTimeout: 1000,
    // A half-open connection (master frozen or cut off) is closed after a second without a word.
    socketTimeout: silenceMs,
    disconnectTimeout: 100,
    failoverDetector: false,
    retryStrategy: () => retryMs,
    sentinelRetryStrategy: () => retryMs,
    maxLoadingRetryTime: 500,
    // A master that was demoted under us: ask the Sentinels again.
    reconnectOnError: (error: Error) => error.message.startsWith("READONLY"),
    replyMapping: "legacy" as const,
  }) satisfies RedisOptions;

/**
 * A client whose commands are refused at once while Redis is hanging: one answer that is late opens the circuit, the next byte from Redis
 * (or a new connection) closes it. So a frozen master costs the requests of one moment 300 ms, not every request.
 */
class BriskRedis extends Redis {
  #hanging = false;

  constructor(options: RedisOptions & { replyMapping: "legacy" }) {
    super(options);
    this.on("ready", () => (this.#hanging = false));
  }

  override sendCommand(...[command, stream]: Sent): unknown {
    // Before it is ready ioredis speaks for itself (AUTH, INFO).
    if (this.#hanging && this.status === "ready") {
      command.reject(new Error("Redis does not answer at the moment"));
      return command.promise;
    }
    const promise = super.sendCommand(command, stream) as Promise<unknown>;
    promise.catch((error: Error) => {
      if (error.message !== "Command timed out" || this.#hanging) return;
      this.#hanging = true;
      const socket = (this as unknown as { stream?: NodeJS.EventEmitter }).stream;
      socket?.once("data", () => (this.#hanging = false));
    });
    return promise;
  }
}

/**
 * A client that fails fast and never gives up: a lost Redis must show as an error at once (so that callers can fall back to the
 * database), and be used again as soon as it, or the replica that was promoted, is there.
 */
export function createRedis(address: RedisAddress, name: string): Redis {
  const redis = new BriskRedis({
    ...common(address, name),
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: answerMs,
  });
  let down = false;
  redis.on("error", (error) => {
    if (!down) log.warn({ redis: name, error: error.message }, "redis is not reachable");
    down = true;
  });
  redis.on("ready", () => {
    if (down) log.info({ redis: name }, "redis is back");
    down = false;
  });
  restartWhenStuck(redis, name);
  return redis;
}

/** A client for subscriptions: no command timeout, it waits for messages, and it subscribes again by itself. */
export function createSubscriber(address: RedisAddress, name: string): Redis {
  const redis = new Redis({ ...common(address, name), maxRetriesPerRequest: null });
  redis.on("error", () => undefined); // the command client of the same process reports it
  // Who only listens does not notice a dead connection: it asks, and the socket's time limit does the rest.
  const beat = setInterval(() => {
    if (redis.status === "ready") redis.ping().catch(() => undefined);
  }, beatMs).unref();
  redis.once("end", () => clearInterval(beat));
  restartWhenStuck(redis, name);
  return redis;
}

/**
 * Whatever state ioredis got itself into: after five seconds without being ready the same client, which everybody holds, connects anew,
 * until we close it.
 */
function restartWhenStuck(redis: Redis, name: string): void {
  let closed = false;
  let readyAt = performance.now();
  const disconnect = redis.disconnect.bind(redis);
  redis.disconnect = (reconnect = false) => {
    if (!reconnect) {
      closed = true;
      clearInterval(watch);
    }
    disconnect(reconnect);
  };
  // Interrupted while it looks for a master, ioredis ends for good instead of trying again.
  redis.on("end", () => {
    setTimeout(() => {
      if (!closed && redis.status === "end") redis.connect().catch(() => undefined);
    }, retryMs).unref();
  });
  const watch = setInterval(() => {
    if (redis.status === "ready") readyAt = performance.now();
    if (closed || performance.now() - readyAt < stuckMs) return;
    readyAt = performance.now();
    log.debug({ redis: name, status: redis.status }, "connecting to redis anew");
    disconnect(true);
  }, watchMs).unref();
}
