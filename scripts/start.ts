import { loadConfig } from "../config/schema.ts";
import { command } from "../server/installation/command.ts";
import { installService } from "../server/installation/service.ts";
import { prepare, start } from "../server/installation/starting.ts";
import { stop } from "../server/installation/stopping.ts";

const help = `
npm start [-- options]

Brings the portal up: builds what changed, starts MariaDB and Redis (unless DATABASE_URL / REDIS_URL name others), migrates the
database, starts the web processes and the worker, and returns when the portal answers. Run again, it says what is running, or
replaces the processes without a gap when the code changed.

  --install-service   start at boot: writes, enables and starts a systemd unit (as root)
  --prepare           only build, create the data and migrate; start nothing that stays (containers)

Stop with npm stop, look with npm run status. Configuration: the environment, see README.md.`;

const options = { "install-service": { type: "boolean" }, prepare: { type: "boolean" } } as const;

await command({ help, options }, async (given) => {
  const config = loadConfig();
  const print = (line: string) => console.log(line);
  if (given["install-service"]) installService(config, print);
  else if (given.prepare) {
    (await prepare(config, print)).supervisor.disconnect();
    await stop(config, print);
  } else await start(config, print);
});
