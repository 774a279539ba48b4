import { resolve } from "node:path";
import { layoutOf } from "./installation/layout.ts";
import { prepareSentinelLaunch } from "./installation/sentinel-launch.ts";

// Process entry "sentinel" of PM2: writes what the Sentinel has to know, then becomes it.
const { program, args } = await prepareSentinelLaunch(
  layoutOf(resolve(process.env.HOLDFAST_DATA || "./var")),
);
process.execve?.(program, [program, ...args], process.env);
