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
 * @param timeoutMs then it is killed.
 * @returns what it printed.
 * @throws CommandError when it is missing, fails or hangs.
 */
export function runCommand(
  program: string,
  args: readonly string[],
  timeoutMs = patienceMs,
): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
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
  });
}
