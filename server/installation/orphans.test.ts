import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { endOrphanedCopy } from "./orphans.ts";
import { waitUntil } from "./readiness.ts";

describe("a copy that a dead MariaDB left behind", () => {
  let folder: string;
  let script: ChildProcess;
  let child: number;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "holdfast-copy-"));
    const program = join(folder, "wsrep_sst_mariabackup");
    writeFileSync(program, `#!/bin/bash\nsleep 60 & echo $! > ${folder}/child; wait\n`);
    chmodSync(program, 0o755);
    script = spawn(program, ["--role", "joiner", "--datadir", `${folder}/`], { detached: true });
    await waitUntil(async () => {
      child = Number(readFileSync(join(folder, "child"), "utf8"));
      if (!child) throw new Error("not yet");
    }, 5);
  });
  afterEach(() => {
    script.kill("SIGKILL");
    if (existsSync(`/proc/${child}`)) process.kill(child, "SIGKILL");
    rmSync(folder, { recursive: true });
  });

  it("is ended, with all that it started", async () => {
    writeFileSync(join(folder, "wsrep_sst.pid"), String(script.pid));
    const ended = once(script, "exit");
    expect(await endOrphanedCopy(folder)).to.be.true;
    await ended;
    await waitUntil(async () => {
      if (existsSync(`/proc/${child}`)) throw new Error("it lives");
    }, 5);
    expect(await endOrphanedCopy(folder)).to.be.false;
  });

  it("is not taken for another process that has its number by now", async () => {
    expect(await endOrphanedCopy(folder)).to.be.false;
    writeFileSync(join(folder, "wsrep_sst.pid"), String(child));
    expect(await endOrphanedCopy(folder)).to.be.false;
    expect(existsSync(`/proc/${child}`)).to.be.true;
  });
});
