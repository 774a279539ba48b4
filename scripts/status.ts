import { loadNodeConfig } from "../server/installation/node-config.ts";
import { command } from "../server/installation/command.ts";
import { statusOf, statusTable } from "../server/installation/reporting.ts";

const help = `
npm run status [-- --json]

Shows the processes with their uptime, restarts and memory, the checks of /health/ready, the address and the sockets.
Exits 0 when the portal is ready, 1 when it is not or does not run.

  --json   the same as JSON`;

await command({ help, options: { json: { type: "boolean" } } }, async ({ json }) => {
  const status = await statusOf(loadNodeConfig());
  console.log(json ? JSON.stringify(status, undefined, 2) : statusTable(status));
  if (!status.ready) process.exitCode = 1;
});
