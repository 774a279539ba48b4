import { loadConfig } from "../config/schema.ts";
import { capabilities } from "./capabilities.ts";
import { createDb, onEventsCommitted } from "./core/db.ts";
import { startJobs } from "./core/jobs.ts";
import { deliverEvents } from "./core/listeners.ts";
import { broadcast, connectLive, onBroadcast } from "./core/live.ts";
import { log } from "./core/log.ts";
import { createRedis, createSubscriber } from "./core/redis.ts";
import { openInstallation } from "./installation/installation.ts";
import { usePortals } from "./portals/index.ts";

// The worker: what follows from events, and what happens by the clock.
const config = loadConfig();
const { databaseUrl, redisUrl } = openInstallation(config);
const db = createDb(databaseUrl, 6);
const redis = createRedis(redisUrl, "worker");
usePortals(db);

const listeners = capabilities.flatMap((capability) => capability.listeners ?? []);
const jobs = capabilities.flatMap((capability) => capability.jobs ?? []);

// A nudge after each commit keeps the delay at milliseconds; the interval catches what a lost nudge would leave.
const pollMs = 1000;
let running = true;
let nudged = false;
let wake: () => void = () => undefined;
const nudge = () => {
  nudged = true;
  wake();
};
onBroadcast("outbox", nudge);
onEventsCommitted(() => {
  nudge();
  broadcast("outbox", {});
});
await connectLive(redis, createSubscriber(redisUrl, "worker-live"));

async function work(): Promise<void> {
  while (running) {
    nudged = false;
    const claimed = await deliverEvents(db, listeners).catch((error: unknown) => {
      log.error({ err: error }, "the outbox could not be read; trying again");
      return 0;
    });
    if (claimed > 0 || nudged) continue;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pollMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

const stopJobs = startJobs(db, jobs);
log.info({ listeners: listeners.length, jobs: jobs.length }, "worker is ready");
process.send?.("ready");
const working = work();

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  running = false;
  wake();
  await stopJobs();
  await working;
  redis.disconnect();
  await db.destroy();
  process.exit(0);
}
process.on("SIGINT", () => void stop());
process.on("SIGTERM", () => void stop());
process.on("message", (message) => message === "shutdown" && void stop());
