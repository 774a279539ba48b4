import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { extname, join } from "node:path";
import { log } from "../core/log.ts";
import { projectRoot } from "../core/project.ts";
import type { Layout } from "./layout.ts";
import { lastLines } from "./logs.ts";

// Compiled or not: the scripts are in the same form as this file.
const built = extname(import.meta.filename) === ".js";

/** The command line of one of our own scripts, by the very Node that runs us. */
export const scriptCommand = (
  name: string,
  args: readonly string[],
): { program: string; args: string[] } => ({
  program: process.execPath,
  args: built
    ? [join(projectRoot, "dist/scripts", `${name}.js`), ...args]
    : ["--import", "tsx", join(projectRoot, "scripts", `${name}.ts`), ...args],
});

/**
 * The environment that this process was started with, for scripts it starts in turn: PM2 puts its own bookkeeping into it, which would make each
 * generation differ from the one before.
 */
export function startingEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const names = env.HOLDFAST_ENVIRONMENT?.split(" ");
  if (!names) return env;
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}

/**
 * Runs one of our scripts beside this process, which it may replace; its words go to `<data>/logs/apply.log`.
 * @throws Error with its last words when it fails.
 */
function runScript(layout: Layout, name: string, args: readonly string[]): Promise<void> {
  const command = scriptCommand(name, args);
  const output = openSync(join(layout.logs, "apply.log"), "a", 0o600);
  const child = spawn(command.program, command.args, {
    cwd: projectRoot,
    env: startingEnvironment(),
    stdio: ["ignore", output, output],
    // In a session of its own: it must survive the restart of its parent.
    detached: true,
  });
  closeSync(output);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => {
      if (code === 0) resolve();
      else
        reject(
          new Error(
            `${name} ${args.join(" ")} ended with ${code ?? "a signal"}: ${lastLines(layout.logs, "apply", 3)}`,
          ),
        );
    });
  });
}

/**
 * Brings this machine's programs up to a changed cluster.json (`npm start -- --refresh`), one run at a time; a change that comes meanwhile gets
 * another run. Its promise resolves when what was there at the call is applied.
 */
export function createApplier(layout: Layout): () => Promise<void> {
  let running: Promise<void> | undefined;
  let waiting: Promise<void> | undefined;
  const run = () => runScript(layout, "start", ["--refresh"]);
  return () => {
    if (!running) {
      running = run().finally(() => (running = undefined));
      return running;
    }
    waiting ??= running
      .catch(() => undefined)
      .then(() => {
        waiting = undefined;
        running = run().finally(() => (running = undefined));
        return running;
      });
    return waiting;
  };
}

/** Stops this node for good, in the background: it was taken out of its cluster. */
export function stopForGood(layout: Layout, by: string): void {
  log.error({ by }, "this node does not belong to the cluster any more: it stops");
  runScript(layout, "stop", []).catch((error: unknown) => log.error({ err: error }, "could not stop"));
}
