import { resolve } from "node:path";
import { prepareGarbd } from "./installation/garbd-launch.ts";
import { layoutOf } from "./installation/layout.ts";

// Process entry "garbd" of PM2 on a witness: waits for a data node that serves, then becomes the arbitrator.
const { program, args } = await prepareGarbd(layoutOf(resolve(process.env.HOLDFAST_DATA || "./var")));
process.execve?.(program, [program, ...args], process.env);
