import { command } from "../server/installation/command.ts";
import { enter } from "../server/installation/entering.ts";
import { loadNodeConfig } from "../server/installation/node-config.ts";
import { refresh } from "../server/installation/refreshing.ts";
import { installService } from "../server/installation/service.ts";
import { applySettings } from "../server/installation/setting.ts";
import { prepare, start } from "../server/installation/starting.ts";
import { stop } from "../server/installation/stopping.ts";

const help = `
npm start [-- options]

Brings the portal up: builds what changed, starts MariaDB and Redis (unless DATABASE_URL / REDIS_URL name others), migrates the
database, starts the web processes, the worker and the failover agent, and returns when the portal answers. Run again, it says what is
running, or replaces the processes without a gap when the code changed.

  --install-service   start at boot: writes, enables and starts a systemd unit (as root)
  --prepare           only build, create the data and migrate; start nothing that stays (containers)

Several servers (npm run failover -- invite prints the whole command; afterwards npm start without options starts such a node, too):

  --join ADDRESS      join the cluster of the server at this address, with its data
  --witness           join as a witness: a small machine that only votes
  --token TOKEN       the invitation
  --name NAME         what this node is called in the cluster
  --address ADDRESS   this machine's own address, if the others shall not use the one it reaches them by
  --discard-data      replace an installation that is in HOLDFAST_DATA already

How the cluster fails over, on any of its servers:

  --vip ADDRESS/LEN   an address that is always on the server that acts, like 10.0.0.100/24; "none" gives it up (as root)
  --interface NAME    the interface that carries it; found by its network if left out
  --profile NAME      how quickly: standard, fast (the default) or tight; before the first invitation

Stop with npm stop, look with npm run status. Configuration: the environment, see README.md.`;

const text = { type: "string" } as const;
const flag = { type: "boolean" } as const;
const options = {
  "install-service": flag,
  prepare: flag,
  // What the failover agent does after a change of the membership.
  refresh: flag,
  join: text,
  witness: flag,
  token: text,
  name: text,
  address: text,
  "discard-data": flag,
  vip: text,
  interface: text,
  profile: text,
} as const;

await command({ help, options }, async (given) => {
  const print = (line: string) => console.log(line);
  const joined = await enter(loadNodeConfig(), given, print);
  const config = loadNodeConfig();
  if (given["install-service"]) return installService(config, print);
  if (given.refresh) return refresh(config, print);
  if (given.prepare) {
    (await prepare(config, print)).supervisor.disconnect();
    return stop(config, print);
  }
  const settled = await applySettings(config, given, print);
  await start(config, print);
  await joined?.(print);
  settled?.(print);
});
