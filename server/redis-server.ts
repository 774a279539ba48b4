import { resolve } from "node:path";
import { layoutOf } from "./installation/layout.ts";
import { prepareRedisLaunch } from "./installation/redis-launch.ts";

// Process entry "redis" of PM2: decides how Redis has to start, then becomes it, so that PM2 supervises the server itself.
const { program, args } = await prepareRedisLaunch(layoutOf(resolve(process.env.HOLDFAST_DATA || "./var")));
process.execve?.(program, [program, ...args], process.env);
