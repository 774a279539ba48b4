import { command } from "../server/installation/command.ts";
import { labCommand } from "../server/lab/command.ts";

const help = `
npm run lab -- up | down | run [rows…] | shell <host> [command…]   [-- options]

Three simulated hosts (a, b: servers; w: the witness) and a client, as network namespaces inside this machine, with the real product on
each. Needs root. Sends nothing outside its namespaces.

  up      builds the hosts, installs the product by its own commands and loads the demo; about two minutes
  down    removes exactly what up made, also after a crash
  run     executes rows of the fault matrix from the client's side, through the virtual address, checks what was acknowledged on both
          servers, prints the table and writes JSON; all rows unless some are named (1 2 8, or 1-12)
  shell   opens a shell on a host, or runs a command there: shell b npm run failover -- status

  --folder FOLDER   where the lab lies (/var/tmp/holdfast-lab)
  --hosts a         up: only some hosts; a alone is the installation on one machine
  --trials N        run: how often each row (3)
  --json FILE       run: where to write the results (in the lab's folder)
  --seconds N       run: how long row 25 breaks things at random (600)
  --seed N          run: the seed of row 25`;

const text = { type: "string" } as const;
const options = { folder: text, hosts: text, trials: text, json: text, seconds: text, seed: text } as const;

// Words before the first option: the action and what it is about. After "shell <host>" everything is that command's own.
const given = process.argv.slice(2);
const isShell = given[0] === "shell";
const first = given.findIndex((word) => word.startsWith("-"));
const end = isShell || first < 0 ? given.length : first;
const [action = "", ...words] = given.slice(0, end);

await command({ help, options, args: action === "" ? ["--help"] : given.slice(end) }, (chosen) =>
  labCommand(action, words, chosen, (line) => console.log(line)),
);
