import { parseArgs, type ParseArgsConfig } from "node:util";
import { ConfigError } from "../../config/schema.ts";
import { UnreachableError } from "../cluster/channel.ts";
import { Refusal } from "../cluster/routes.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;
type Values<T extends Options> = ReturnType<typeof parseArgs<{ options: T; strict: true }>>["values"];

/** A failure that an operator can act on: printed as one line, without a stack. */
export class OperatorError extends Error {}

const forOperators = [ConfigError, OperatorError, Refusal, UnreachableError];

/**
 * Runs one command of package.json: parses its options strictly, answers `--help`, and turns what an operator can act on
 * into one line and exit code 1. Anything else is a bug and keeps its stack.
 */
export async function command<const T extends Options>(
  about: {
    readonly help: string;
    readonly options: T;
    readonly args?: string[];
    /** Whether words without dashes may be given; `run` gets them second. */
    readonly positionals?: boolean;
  },
  run: (options: Values<T>, positionals: readonly string[]) => Promise<void>,
): Promise<void> {
  const options = { ...about.options, help: { type: "boolean", short: "h" } } as const satisfies Options;
  try {
    const parsed = parseArgs({
      args: about.args ?? process.argv.slice(2),
      options,
      strict: true,
      allowPositionals: about.positionals ?? false,
    });
    const values = parsed.values as Values<T> & { help?: boolean };
    if (values.help) return void console.log(about.help.trim());
    await run(values, parsed.positionals);
  } catch (error) {
    process.exitCode = 1;
    const code = (error as NodeJS.ErrnoException).code;
    if (code?.startsWith("ERR_PARSE_ARGS"))
      console.error(`${(error as Error).message.split(". ")[0]}. See --help.`);
    else if (forOperators.some((kind) => error instanceof kind)) console.error((error as Error).message);
    else throw error;
  }
}
