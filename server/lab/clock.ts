import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { findProgram } from "../installation/programs.ts";
import { onHost } from "./installing.ts";
import { type Lab, type LabHost, dataHosts } from "./lab.ts";

// Wall clocks have no namespace: a library before libc answers for them. The MT build is the one for programs with threads.
const library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";
const file = (host: LabHost) => join(host.data, "..", "clock");

export const whyNoClocks = (): string | null =>
  existsSync(library) ? null : "no libfaketime (apt-get install libfaketime)";

/** @returns a folder for the PATH whose redis-server keeps the machine's clock: its memory allocator and the library call each other for ever. */
function redisWithoutIt(host: LabHost): string {
  const folder = join(host.data, "..", "bin");
  mkdirSync(folder, { recursive: true });
  const program = findProgram("redis-server") ?? "redis-server";
  writeFileSync(join(folder, "redis-server"), `#!/bin/sh\nunset LD_PRELOAD\nexec ${program} "$@"\n`, {
    mode: 0o755,
  });
  return folder;
}

/** Restarts both servers, one after the other, so that their clocks can be set (Redis's excepted); they go right until then. */
export async function fakeClocks(lab: Lab, whole: () => Promise<unknown>): Promise<void> {
  for (const host of dataHosts(lab)) {
    setClock(host, 0);
    await restart(lab, host, {
      PATH: [redisWithoutIt(host), process.env.PATH].join(delimiter),
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file(host),
      FAKETIME_CACHE_DURATION: "1",
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
    });
    await whole();
  }
}

/** Restarts both servers on the machine's own clock. */
export async function trueClocks(lab: Lab, whole: () => Promise<unknown>): Promise<void> {
  for (const host of dataHosts(lab)) {
    await restart(lab, host, {});
    rmSync(file(host), { force: true });
    await whole();
  }
}

async function restart(lab: Lab, host: LabHost, env: Record<string, string>): Promise<void> {
  await onHost(lab, host, ["stop"], { seconds: 180 });
  await onHost(lab, host, ["start"], { seconds: 180, env });
}

/** All wall clocks on the host are this many seconds off from now on (within a second). */
export const setClock = (host: LabHost, seconds: number): void =>
  writeFileSync(file(host), `${seconds < 0 ? "" : "+"}${seconds}\n`);
