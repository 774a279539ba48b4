import { resolve } from "node:path";
import { layoutOf } from "./installation/layout.ts";
import { prepareLaunch } from "./installation/mariadb-launch.ts";

// Process entry "mariadb" of PM2: decides how MariaDB has to start, then becomes it, so that PM2 supervises the server itself.
const { program, args } = await prepareLaunch(layoutOf(resolve(process.env.HOLDFAST_DATA || "./var")));
process.execve?.(program, [program, ...args], process.env);
