import { spawn, spawnSync } from "node:child_process";
import { OperatorError } from "../installation/command.ts";

/** Runs a program to its end. @returns what it printed. @throws OperatorError with its words when it fails. */
export function run(program: string, ...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: "utf8" });
  if (status === 0) return stdout;
  const words = (error?.message ?? `${stderr}${stdout}`).trim();
  throw new OperatorError(`${program} ${args.join(" ")} failed: ${words}`);
}

/** Runs a program whose failure does not matter. @returns whether it succeeded. */
export const attempt = (program: string, ...args: string[]): boolean =>
  spawnSync(program, args, { stdio: "ignore" }).status === 0;

/** Runs a program in a network namespace. */
export const runIn = (namespace: string, ...command: string[]): string =>
  run("ip", "netns", "exec", namespace, ...command);

export interface CommandOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  line?(text: string): void;
  readonly seconds: number;
}

/** What every command in a host gets of the machine's own environment: nothing that configures the product. */
export const plainEnvironment = (): Record<string, string> => ({
  PATH: process.env.PATH ?? "/usr/sbin:/usr/bin:/sbin:/bin",
  HOME: process.env.HOME ?? "/root",
  LANG: process.env.LANG ?? "C.UTF-8",
});

/**
 * Runs a command of the product in a namespace, as an operator would type it there.
 * @returns its output. @throws OperatorError when it fails or takes longer than `seconds`.
 */
export function commandIn(
  namespace: string,
  command: readonly string[],
  options: CommandOptions,
): Promise<string> {
  // Its own process group: what times out is ended whole, and Ctrl-C in the lab does not reach it half-way.
  const child = spawn("ip", ["netns", "exec", namespace, ...command], {
    cwd: options.cwd,
    env: { ...plainEnvironment(), ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  return new Promise((resolve, reject) => {
    let output = "";
    let rest = "";
    const take = (chunk: Buffer) => {
      output += chunk.toString();
      rest += chunk.toString();
      const lines = rest.split("\n");
      rest = lines.pop() ?? "";
      for (const text of lines) if (text.trim() && !text.startsWith("> ")) options.line?.(text);
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    const failed = (why: string) =>
      reject(new OperatorError(`${command.join(" ")} ${why}:\n${output.trim().slice(-4000)}`));
    const timer = setTimeout(() => {
      if (child.pid) process.kill(-child.pid, "SIGKILL");
      failed(`took longer than ${options.seconds} s`);
    }, options.seconds * 1000);
    // "exit", not "close": daemons it started may hold its output open.
    child.once("exit", (code) => {
      clearTimeout(timer);
      setTimeout(() => (code === 0 ? resolve(output) : failed(`ended with ${code}`)), 50);
    });
    child.once("error", reject);
  });
}
