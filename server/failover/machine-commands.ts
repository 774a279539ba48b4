import { execFile } from "node:child_process";
import { findProgram } from "../installation/programs.ts";

/** A program of the operating system that did not do what it should; the message is its own words. */
export class CommandError extends Error {
  readonly exitCode: number | null;
  constructor(message: string, exitCode: number | null) {
    super(message);
    this.exitCode = exitCode;
  }
}

const patienceMs = 2000;

/**
 * Runs a program of the operating system to its end.
 * @param options.timeoutMs then it is killed; 2 s unless told. @param options.input what it reads.
 * @returns what it printed.
 * @throws CommandError when it is missing, fails or hangs.
 */
export function runCommand(
  program: string,
  args: readonly string[],
  { timeoutMs = patienceMs, input = "" }: { readonly timeoutMs?: number; readonly input?: string } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      findProgram(program) ?? program,
      args,
      { timeout: timeoutMs, killSignal: "SIGKILL" },
      (error, stdout, stderr) => {
        if (!error) return resolve(stdout);
        const words = stderr.trim() || stdout.trim() || (error.killed ? "no end in sight" : error.message);
        const exitCode = typeof error.code === "number" ? error.code : null;
        reject(new CommandError(`${program} ${args.join(" ")}: ${words}`, exitCode));
      },
    );
    // One that cannot be started, or does not read, says so by its end.
    child.stdin?.on("error", () => undefined).end(input);
  });
}
