import { type ChildProcess, spawn, type StdioOptions } from "node:child_process";
import { OperatorError } from "../installation/command.ts";
import { findProgram } from "../installation/programs.ts";

const setpriv = findProgram("setpriv");
const tailBytes = 4000;

/** A program that works for us: ended when `signal` aborts, and by the kernel when we are killed ourselves. */
export interface Child {
  readonly process: ChildProcess;
  /** Resolves when it ended well. @throws OperatorError with the end of what it said; the signal's reason when aborted. */
  readonly done: Promise<void>;
  /** The end of its standard error so far. */
  said(): string;
}

/** Starts a program; its standard error is kept for the message of a failure. */
export function startChild(
  program: string,
  args: readonly string[],
  options: {
    readonly signal: AbortSignal;
    readonly stdin?: "ignore" | "pipe";
    readonly stdout?: "ignore" | "pipe";
    readonly env?: NodeJS.ProcessEnv;
  },
): Child {
  options.signal.throwIfAborted();
  const path = findProgram(program) ?? program;
  const stdio: StdioOptions = [options.stdin ?? "ignore", options.stdout ?? "ignore", "pipe"];
  const [command, all] = setpriv ? [setpriv, ["--pdeathsig", "KILL", path, ...args]] : [path, [...args]];
  const child = spawn(command, all, { stdio, env: { ...process.env, ...options.env } });
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => (said = (said + chunk.toString()).slice(-tailBytes)));
  const kill = () => void child.kill("SIGKILL");
  options.signal.addEventListener("abort", kill, { once: true });
  const done = new Promise<void>((resolve, reject) => {
    child.once("error", (error) => reject(new OperatorError(`${program} does not start: ${error.message}`)));
    child.once("close", (code) => {
      options.signal.removeEventListener("abort", kill);
      if (options.signal.aborted) reject(options.signal.reason as Error);
      else if (code === 0) resolve();
      else
        reject(new OperatorError(`${program} failed (${code ?? "ended by a signal"}):\n${lastLines(said)}`));
    });
  });
  // Somebody may only look at `done` after another step; a failure in between must not end the process.
  done.catch(() => undefined);
  return { process: child, done, said: () => said };
}

/** Runs a program to its end. */
export const runChild = (program: string, args: readonly string[], signal: AbortSignal): Promise<void> =>
  startChild(program, args, { signal }).done;

const lastLines = (text: string) => text.trimEnd().split("\n").slice(-8).join("\n");
