import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildAssets, fingerprint } from "./assets.ts";
import { OperatorError } from "./command.ts";

/** The root of this clone: the folder with package.json, seen from the sources as well as from dist/. */
export const root = [join(import.meta.dirname, "../.."), join(import.meta.dirname, "../../..")].find(
  (folder) => existsSync(join(folder, "package.json")),
) as string;

const compiled = ["server", "config", "scripts", "migrations"];
const stampFile = join(root, "dist/.stamp");

/** Identifies the code on disk: everything that a running process may have loaded. */
export function codeFingerprint(): Promise<string> {
  const paths = [
    ...compiled,
    "views",
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    "tsconfig.build.json",
  ];
  return fingerprint(paths.map((path) => join(root, path)));
}

/**
 * Brings dist/ up to the sources: compiles the server and builds the browser's files, unless the last build was of the same code.
 * @returns the fingerprint of the code, and whether anything had to be built.
 * @throws OperatorError when the code does not compile.
 */
export async function buildIfStale(print: (line: string) => void): Promise<{ code: string; built: boolean }> {
  if (!existsSync(join(root, "tsconfig.build.json"))) return { code: readStamp(), built: false }; // an image ships dist/ only
  const code = await codeFingerprint();
  if (readStamp() === code && existsSync(join(root, "dist/public/manifest.json")))
    return { code, built: false };
  print("Building…");
  compile();
  await buildAssets(root);
  mkdirSync(join(root, "dist"), { recursive: true });
  writeFileSync(stampFile, code);
  return { code, built: true };
}

/** The server's half of it, for a machine that shows no pages. @returns the fingerprint of the code. */
export async function compileIfStale(print: (line: string) => void): Promise<string> {
  if (!existsSync(join(root, "tsconfig.build.json"))) return readStamp();
  const code = await codeFingerprint();
  const stamp = join(root, "dist/.server-stamp");
  const current = readStamp() === code || (existsSync(stamp) && readFileSync(stamp, "utf8") === code);
  if (current && existsSync(join(root, "dist/server/agent.js"))) return code;
  print("Building…");
  compile();
  writeFileSync(stamp, code);
  return code;
}

const readStamp = () => (existsSync(stampFile) ? readFileSync(stampFile, "utf8") : "");

function compile(): void {
  const typescript = join(root, "node_modules/typescript/bin/tsc");
  const info = join(root, "dist/.tsbuildinfo");
  const args = [
    typescript,
    "-p",
    join(root, "tsconfig.build.json"),
    "--incremental",
    "--tsBuildInfoFile",
    info,
  ];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: "utf8", cwd: root });
  if (status !== 0) throw new OperatorError(`The code does not compile:\n${stdout.trim()}`);
  for (const folder of compiled) removeOrphans(folder);
}

// tsc never deletes: a migration or a page that is gone from the sources must be gone from dist/ too.
function removeOrphans(folder: string): void {
  const output = join(root, "dist", folder);
  if (!existsSync(output)) return;
  for (const name of readdirSync(output, { recursive: true, encoding: "utf8" })) {
    const source = /^(.*)\.js(\.map)?$/.exec(name)?.[1];
    if (source && !existsSync(join(root, folder, `${source}.ts`))) rmSync(join(output, name));
  }
}
