import { command, OperatorError } from "../../installation/command.ts";
import { loadNodeConfig } from "../../installation/node-config.ts";
import { drill } from "./drill.ts";
import { invite } from "./invite.ts";
import { leave } from "./leave.ts";
import { recover } from "./recover.ts";
import { pause, resume, switchover } from "./role.ts";
import { status } from "./status.ts";
import { type Command, termsOf } from "./terms.ts";
import { upgrade } from "./upgrade.ts";

const commands: Readonly<Record<string, Command>> = {
  status,
  invite,
  switchover,
  pause,
  resume,
  drill,
  recover,
  leave,
  upgrade,
};

const list = Object.entries(commands)
  .map(([name, { summary }]) => `  ${name.padEnd(11)} ${summary}`)
  .join("\n");
const help = `
npm run failover -- <command> [options]

Several servers, one portal: looks at them and changes which of them acts.

${list}

More about one of them: npm run failover -- <command> --help`;

/** Runs `npm run failover -- <command> …`. @param args what was typed after the two dashes. */
export async function failoverCommand(args: readonly string[], print: (line: string) => void): Promise<void> {
  const [name = "--help", ...rest] = args;
  const chosen = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (chosen)
    return command({ help: chosen.help, options: chosen.options, args: rest }, (given) =>
      chosen.run(termsOf(loadNodeConfig(), print), given as Record<string, string | boolean | undefined>),
    );
  if (["--help", "-h", "help"].includes(name)) return print(help.trim());
  await command({ help, options: {}, args: [] }, () => {
    throw new OperatorError(`There is no command ${name}; there are: ${Object.keys(commands).join(", ")}.`);
  });
}
