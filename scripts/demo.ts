import { loadConfig } from "../config/schema.ts";
import { demoCommand } from "../server/demo/command.ts";
import { command } from "../server/installation/command.ts";

const help = `
npm run demo [-- --requests N] [--portals N] [--yes]

Loads a believable demo: two branded portals with accounts, contacts, agents, solutions, announcements and requests with
conversations, and prints who may sign in with what. Run again, it says what is there already and adds nothing twice.

  --requests N   fills the first demo portal up to N requests, as a stream with a progress bar
  --portals N    this many portals instead of 2 (at most 50)
  --yes          also on an installation that holds real data`;

const options = {
  requests: { type: "string" },
  portals: { type: "string" },
  yes: { type: "boolean" },
} as const;

await command({ help, options }, (given) => demoCommand(loadConfig(), given, (line) => console.log(line)));
