import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "../server/installation/build.ts";
import { command } from "../server/installation/command.ts";
import {
  addressNeeds,
  balancerNeeds,
  browserNeeds,
  databaseNeeds,
  directoryNeeds,
  ensurePrograms,
  redisNeeds,
  witnessNeeds,
} from "../server/installation/programs.ts";

const help = `
npm test [-- mocha options]

Runs all tests on private MariaDB and Redis servers in a temporary folder, and in Debian's Chromium; removes them again. Installs
what is missing when run as root on a Debian family system. Ends with a line "N passed, N failed".
  npm test -- --grep "signs in"      only tests whose name matches
  npm test -- --spec server/tickets/closing.service.test.ts`;

// Everything else belongs to mocha, which checks its own options.
const given = process.argv.slice(2);
if (given.includes("--help") || given.includes("-h")) console.log(help.trim());
else
  await command({ help, options: {}, args: [] }, async () => {
    const needs = [
      databaseNeeds,
      redisNeeds,
      browserNeeds,
      balancerNeeds,
      witnessNeeds,
      addressNeeds,
      directoryNeeds,
    ];
    ensurePrograms(needs.flat(), (line) => console.log(line));
    const mocha = join(root, "node_modules/mocha/bin/mocha.js");
    const files = given.some((argument) => argument.endsWith(".test.ts"))
      ? []
      : ["server/**/*.test.ts", "config/**/*.test.ts"];
    const { status } = spawnSync(process.execPath, [mocha, ...given, ...files], {
      stdio: "inherit",
      cwd: root,
    });
    process.exitCode = status ?? 1;
  });
