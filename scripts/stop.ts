import { loadNodeConfig } from "../server/installation/node-config.ts";
import { command } from "../server/installation/command.ts";
import { stop } from "../server/installation/stopping.ts";

const help = `
npm stop

Stops everything that this installation started: web processes after their open requests, the worker, Redis, MariaDB, PM2.
All data stays in HOLDFAST_DATA.`;

await command({ help, options: {} }, () => stop(loadNodeConfig(), (line) => console.log(line)));
