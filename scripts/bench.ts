import { loadConfig } from "../config/schema.ts";
import { benchCommand } from "../server/bench/command.ts";
import { command } from "../server/installation/command.ts";

const help = `
npm run bench [-- options]

Measures pages against (a) a constant page and (b) the floor: the same queries without any framework, in turns on the same data;
then writing, sign-ins, mail, page weights and memory. On servers of its own in a temporary folder; prints a table and writes
JSON to HOLDFAST_DATA/bench.

  --quick            10,000 requests and short runs: about two minutes
  --sizes 10000,…    how many requests to load; the pages' cost is compared between them (10000,100000,1000000)
  --seconds N        each run (5)
  --rounds N         runs of each, in turns; the median counts (3)
  --profile FOLDER   writes V8 processor profiles of the web processes there`;

const text = { type: "string" } as const;
const options = {
  quick: { type: "boolean" },
  sizes: text,
  seconds: text,
  rounds: text,
  profile: text,
} as const;

await command({ help, options }, (given) => benchCommand(loadConfig(), given, (line) => console.log(line)));
