import { loadConfig } from "../config/schema.ts";
import { startBackups } from "./backup/schedule.ts";
import { capabilities } from "./capabilities.ts";
import { useCounters } from "./core/counters.ts";
import { createDb, onEventsCommitted } from "./core/db.ts";
import { job, startJobs } from "./core/jobs.ts";
import { deliverEvents, inheritEvents } from "./core/listeners.ts";
import { useLease } from "./core/lease.ts";
import { broadcast, connectLive, onBroadcast } from "./core/live.ts";
import { log } from "./core/log.ts";
import { startLoop } from "./core/loops.ts";
import { createRedis, createSubscriber } from "./core/redis.ts";
import { useSealing } from "./core/sealing.ts";
import { useSettings } from "./core/settings.ts";
import { loadViews } from "./core/views.ts";
import { followRole, useFailover } from "./failover/index.ts";
import { openInstallation } from "./installation/installation.ts";
import { layoutOf } from "./installation/layout.ts";
import { rotateLogs } from "./installation/logs.ts";
import { useMail } from "./mail/index.ts";
import { usePortals } from "./portals/index.ts";

// The worker: what follows from events, what waits to be done, and what happens by the clock.
const config = loadConfig();
const { database, redis: redisAddress, secret } = openInstallation(config);
const db = createDb(database, 6);
const redis = createRedis(redisAddress, "worker");
loadViews({ checkModels: false });
usePortals(db);
useSealing(secret);
useCounters(redis);
useMail({ baseUrl: config.baseUrl, smtpUrl: config.smtpUrl });
const { agent } = layoutOf(config.data).sockets;
useFailover(agent);
const role = followRole(agent, config.node);
useLease(role);

const listeners = capabilities.flatMap((capability) => capability.listeners ?? []);
const jobs = [
  ...capabilities.flatMap((capability) => capability.jobs ?? []),
  job({
    name: "installation.rotate-logs",
    cron: "0 0 * * * *",
    everyNode: true,
    run: async () => `${rotateLogs(layoutOf(config.data).logs).length} logs rotated`,
  }),
];
const outbox = { name: "outbox", step: () => deliverEvents(db, listeners), inherit: inheritEvents };

const loops = [outbox, ...capabilities.flatMap((capability) => capability.loops ?? [])].map((loop) =>
  startLoop(db, loop),
);
const nudge = () => loops.forEach((loop) => loop.nudge());
onBroadcast("outbox", nudge);
role.onChange(() => role.holds() && nudge());
onEventsCommitted(() => {
  nudge();
  broadcast("outbox", {});
});
await useSettings(db);
await connectLive(redis, createSubscriber(redisAddress, "worker-live"));

const stopJobs = startJobs(db, jobs);
const stopBackups = startBackups(db, config, () => role.holds());
log.info({ listeners: listeners.length, jobs: jobs.length }, "worker is ready");
process.send?.("ready");

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await Promise.all([stopJobs(), stopBackups(), ...loops.map((loop) => loop.stop())]);
  role.close();
  redis.disconnect();
  await db.destroy();
  process.exit(0);
}
process.on("SIGINT", () => void stop());
process.on("SIGTERM", () => void stop());
process.on("message", (message) => message === "shutdown" && void stop());
