import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onHost } from "./installing.ts";
import { type Lab, type LabHost, dataHosts } from "./lab.ts";

// Wall clocks have no namespace: a library before libc answers for them. The MT build is the one for programs with threads.
const library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";
const file = (host: LabHost) => join(host.data, "..", "clock");

export const whyNoClocks = (): string | null =>
  existsSync(library) ? null : "no libfaketime (apt-get install libfaketime)";

/** Restarts both servers, one after the other, so that their clocks can be set; they go right until then. */
export async function fakeClocks(lab: Lab, whole: () => Promise<unknown>): Promise<void> {
  for (const host of dataHosts(lab)) {
    setClock(host, 0);
    await restart(lab, host, {
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
