import { expect } from "chai";
import { runCommand } from "../commands.ts";

describe("commands", function () {
  this.timeout(30_000);

  const refusals: [string, string[], NodeJS.ProcessEnv, RegExp][] = [
    ["an unknown option", ["--frobnicate"], {}, /^Unknown option '--frobnicate'\. See --help\.\n$/],
    [
      "a wrong variable",
      [],
      { PORT: "eighty" },
      /^PORT: expected a whole number from 0 to 65535, got "eighty"\n$/,
    ],
    [
      "a folder that cannot be",
      [],
      { HOLDFAST_DATA: "/proc/holdfast" },
      /^HOLDFAST_DATA: expected a folder .+\n$/,
    ],
  ];
  for (const [what, args, env, line] of refusals)
    it(`refuses ${what} with one line`, async () => {
      const { code, output } = await runCommand(env, "start", ...args);
      expect(output).to.match(line);
      expect(code).to.equal(1);
    });

  for (const command of ["start", "stop", "status", "dev", "build", "migrate", "check", "test"])
    it(`explains npm run ${command}`, async () => {
      const { code, output } = await runCommand({}, command, "--help");
      expect(code).to.equal(0);
      expect(output).to.match(new RegExp(`^npm (run )?${command}\\b`));
    });
});
