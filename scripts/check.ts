import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../server/installation/build.ts";
import { command } from "../server/installation/command.ts";

const help = `
npm run check

Types (tsc), lint (eslint), import rules (dependency-cruiser) and format (prettier), each with its time. Exits 1 if any failed.`;

const folders = ["server", "config", "scripts"];

interface Outcome {
  readonly ok: boolean;
  readonly output: string;
}

await command({ help, options: {} }, async () => {
  const steps: [string, () => Promise<Outcome>][] = [
    ["types", () => tool("typescript/bin/tsc", ["--noEmit"])],
    ["lint", () => tool("eslint/bin/eslint.js", ["."])],
    ["import rules", importRules],
    ["format", () => tool("prettier/bin/prettier.cjs", ["--check", "--log-level", "warn", "."])],
  ];
  const failed: string[] = [];
  for (const [name, run] of steps) {
    const started = Date.now();
    const { ok, output } = await run();
    console.log(
      `${ok ? "ok    " : "FAILED"} ${name.padEnd(13)} ${((Date.now() - started) / 1000).toFixed(1)} s`,
    );
    if (!ok) {
      failed.push(name);
      console.log(output.trim());
    }
  }
  console.log(failed.length === 0 ? "All checks passed." : `Failed: ${failed.join(", ")}.`);
  if (failed.length > 0) process.exitCode = 1;
});

interface Report {
  modules: { source: string }[];
  summary: { violations: { from: string; to: string; rule: { name: string; severity: string } }[] };
}

/** dependency-cruiser passes silently when it cannot read TypeScript, so the modules it saw are counted against the disk. */
async function importRules(): Promise<Outcome> {
  const [files, capabilities] = await Promise.all([
    cruise(".dependency-cruiser.js"),
    cruise(".dependency-cruiser.folders.js"),
  ]);
  if (typeof files === "string" || typeof capabilities === "string")
    return { ok: false, output: `${JSON.stringify(files)}\n${JSON.stringify(capabilities)}` };
  const seen = new Set(files.modules.map((module) => module.source));
  const unseen = folders.flatMap(typescriptFiles).filter((file) => !seen.has(file));
  const broken = [...files.summary.violations, ...capabilities.summary.violations].filter(
    (violation) => violation.rule.severity === "error",
  );
  const lines = [
    ...broken.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`),
    ...unseen.map((file) => `dependency-cruiser did not see ${file}`),
  ];
  return { ok: lines.length === 0, output: lines.join("\n") };
}

/** What dependency-cruiser found by one configuration, or what it said instead. */
async function cruise(config: string): Promise<Report | string> {
  const { output, errors } = await tool("dependency-cruiser/bin/dependency-cruiser.mjs", [
    "--config",
    config,
    "--output-type",
    "json",
    ...folders,
  ]);
  return output.startsWith("{") ? (JSON.parse(output) as Report) : output + errors;
}

function typescriptFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name));
}

function tool(path: string, args: string[]): Promise<Outcome & { errors: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, "node_modules", path), ...args], { cwd: root });
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    child.once("error", reject);
    child.once("close", (code) => {
      const [output, errors] = [Buffer.concat(out).toString(), Buffer.concat(err).toString()];
      resolve({ ok: code === 0, output: output || errors, errors });
    });
  });
}
