import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { OperatorError } from "../installation/command.ts";
import { ensurePrograms } from "../installation/programs.ts";

/** What a run of the load generator saw. Times in milliseconds. */
export interface Run {
  readonly requests: number;
  readonly seconds: number;
  readonly bytes: number;
  readonly errors: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export const connections = 16;

// Prints what wrk itself does not: p95, and the answers that were not 200.
const script = `done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('JSON{"requests":%d,"microseconds":%d,"bytes":%d,"errors":%d,"p50":%d,"p95":%d,"p99":%d}\\n', summary.requests,
    summary.duration, summary.bytes, e.connect + e.read + e.write + e.status + e.timeout, latency:percentile(50), latency:percentile(95), latency:percentile(99)))
end
`;

/** Installs wrk where that is possible. @throws OperatorError otherwise. */
export function ensureWrk(print: (line: string) => void): void {
  ensurePrograms([{ program: "wrk", packages: ["wrk"] }], print);
}

/** Asks for one address over and over, on 16 connections that stay open. */
export async function load(
  folder: string,
  url: string,
  headers: Record<string, string>,
  seconds: number,
): Promise<Run> {
  const file = join(folder, "wrk.lua");
  writeFileSync(file, script);
  const given = Object.entries(headers).flatMap(([name, value]) => ["-H", `${name}: ${value}`]);
  const child = spawn("wrk", ["-t1", `-c${connections}`, `-d${seconds}s`, "-s", file, ...given, url], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const output: Buffer[] = [];
  child.stdout.on("data", (part: Buffer) => output.push(part));
  await new Promise((done) => child.once("close", done));
  const text = Buffer.concat(output).toString();
  const json = /JSON(\{.*\})/.exec(text)?.[1];
  if (!json) throw new OperatorError(`wrk said nothing of use:\n${text}`);
  const seen = JSON.parse(json) as Omit<Run, "seconds"> & { microseconds: number };
  return {
    ...seen,
    seconds: seen.microseconds / 1e6,
    p50: seen.p50 / 1000,
    p95: seen.p95 / 1000,
    p99: seen.p99 / 1000,
  };
}
