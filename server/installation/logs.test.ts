import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { lastLines, rotateLogs } from "./logs.ts";

describe("logs", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "holdfast-logs-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it("stay bounded: three old generations beside the current file, the newest in .1", () => {
    for (const round of [1, 2, 3, 4, 5]) {
      writeFileSync(join(folder, "web.log"), `round ${round} ${"x".repeat(100)}`);
      expect(rotateLogs(folder, 50)).to.deep.equal(["web.log"]);
    }
    expect(readdirSync(folder).sort()).to.deep.equal(["web.log", "web.log.1", "web.log.2", "web.log.3"]);
    expect(readFileSync(join(folder, "web.log"), "utf8")).to.be.empty;
    expect(readFileSync(join(folder, "web.log.1"), "utf8")).to.match(/^round 5/);
  });

  it("are left alone while they are small, and their end can be shown", () => {
    writeFileSync(join(folder, "worker.log"), "one\ntwo\nthree\n");
    expect(rotateLogs(folder)).to.be.empty;
    expect(lastLines(folder, "worker", 2)).to.equal("two\nthree");
    expect(lastLines(folder, "absent")).to.equal("");
  });
});
