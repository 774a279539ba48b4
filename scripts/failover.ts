import { failoverCommand } from "../server/failover/commands/all.ts";

await failoverCommand(process.argv.slice(2), (line) => console.log(line));
