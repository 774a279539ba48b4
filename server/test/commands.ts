import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { environmentNames } from "../../config/schema.ts";
import { root } from "../installation/build.ts";

/** Runs a command of package.json as an operator would: with `given`, and none of the variables this test run set for itself. */
export const runCommand = (given: NodeJS.ProcessEnv, command: string, ...args: string[]) =>
  runCommandBy([], given, command, ...args);

/** The same through another program that becomes it. @param prefix its name and options: setpriv and a user. */
export function runCommandBy(
  prefix: readonly string[],
  given: NodeJS.ProcessEnv,
  command: string,
  ...args: string[]
): Promise<{ code: number | null; output: string }> {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !environmentNames.includes(name) && name !== "NODE_ENV",
  );
  const [program = "npm", ...words] = [...prefix, "npm", "run", "--silent", command, "--", ...args];
  const child = spawn(program, words, {
    cwd: root,
    env: { ...Object.fromEntries(inherited), ...given },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return new Promise((resolve) => {
    let output = "";
    const collect = (chunk: Buffer) => (output += chunk.toString());
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.once("close", (code) => resolve({ code, output: output.replaceAll(/^npm warn .*\n/gm, "") }));
  });
}

/** A TCP port that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
