import { createServer as createHttpServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { readFileSync } from "node:fs";
import { loadConfig } from "../config/schema.ts";
import { ensureFirstPortal } from "./administration/index.ts";
import { createApp } from "./app.ts";
import { createDb, onEventsCommitted } from "./core/db.ts";
import { readConsistently } from "./core/endpoints.ts";
import { createDraining } from "./core/http/draining.ts";
import { endEventStreams } from "./core/http/event-stream.ts";
import { createHealth } from "./core/http/health.ts";
import { broadcast, connectLive } from "./core/live.ts";
import { log } from "./core/log.ts";
import { createRedis, createSubscriber } from "./core/redis.ts";
import { useSettings } from "./core/settings.ts";
import { followRole, useFailover } from "./failover/index.ts";
import { openInstallation } from "./installation/installation.ts";
import { layoutOf } from "./installation/layout.ts";

// A web process: pages only. PM2 runs one per core.
const config = loadConfig();
const { database, redis: redisAddress, secret } = openInstallation(config);
const db = createDb(database);
const redis = createRedis(redisAddress, "web");
await connectLive(redis, createSubscriber(redisAddress, "web-live"));
onEventsCommitted(() => broadcast("outbox", {}));

await useSettings(db);
await ensureFirstPortal(db, config.admin);

const { agent } = layoutOf(config.data).sockets;
useFailover(agent);
const role = followRole(agent, config.node);
const health = createHealth(db, redis, () => {
  const { role: name, node, epoch, since, reason } = role.state();
  return { holds: role.holds(), role: name, node, epoch, since, reason };
});
const app = createApp({
  db,
  redis,
  secret,
  baseUrl: config.baseUrl,
  smtpUrl: config.smtpUrl,
  health,
  tls: config.tls !== undefined || config.baseUrl.startsWith("https:"),
  trustedProxies: config.trustedProxies,
});
const server = config.tls
  ? createTlsServer({ cert: readFileSync(config.tls.cert), key: readFileSync(config.tls.key) }, app)
  : createHttpServer(app);
server.keepAliveTimeout = 65_000;
const draining = createDraining(server);
const consistentMs = 10_000;
let held = false;
role.onChange(() => {
  if (role.holds()) draining.end();
  else if (held) draining.begin();
  // Who wrote through the old primary a moment ago must see it here.
  if (role.holds() && !held && database.length > 1) readConsistently(consistentMs);
  held = role.holds();
});
server.listen(config.port, () => {
  log.info({ port: config.port }, "web process is ready");
  process.send?.("ready");
});

let stopping = false;
/** Answers what is under way, takes nothing new, then ends. PM2 waits for it. */
function stop(): void {
  if (stopping) return;
  stopping = true;
  health.drain();
  endEventStreams();
  server.close(() => {
    health.stop();
    role.close();
    redis.disconnect();
    void db.destroy().finally(() => process.exit(0));
  });
  server.closeIdleConnections();
}
process.on("SIGINT", stop);
process.on("SIGTERM", stop);
process.on("message", (message) => message === "shutdown" && stop());
