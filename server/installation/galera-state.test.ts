import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { parsePosition, permitBootstrap, readSavedState, recoveredText } from "./galera-state.ts";

const uuid = "9e12d286-e644-11f1-9adb-ba40e937003b";
const nil = "00000000-0000-0000-0000-000000000000";

describe("what Galera leaves on the disk", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "holdfast-galera-"))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const state = (id: string, seqno: number) =>
    writeFileSync(
      join(folder, "grastate.dat"),
      `# GALERA saved state\nversion: 2.1\nuuid:    ${id}\nseqno:   ${seqno}\nsafe_to_bootstrap: 0\n`,
    );

  it("is read after a clean end, a kill, and an end in the middle of something", () => {
    expect(readSavedState(folder)).to.equal(null);
    state(uuid, 42);
    expect(readSavedState(folder)).to.deep.equal({ uuid, seqno: 42 });
    state(uuid, -1);
    expect(readSavedState(folder)).to.deep.equal({ uuid, seqno: null });
    state(nil, -1);
    expect(readSavedState(folder)).to.deep.equal({ uuid: null, seqno: null });
  });

  it("survives damage: then only the data itself counts", () => {
    writeFileSync(join(folder, "grastate.dat"), "\0\0\0");
    expect(readSavedState(folder)).to.deep.equal({ uuid: null, seqno: null });
  });

  it("permits a bootstrap in the history that the data has, even where the file had lost it", () => {
    state(nil, -1);
    permitBootstrap(folder, { uuid, seqno: 42 }, false);
    const text = readFileSync(join(folder, "grastate.dat"), "utf8");
    expect(text)
      .to.include(`uuid:    ${uuid}`)
      .and.include("seqno:   -1")
      .and.include("safe_to_bootstrap: 1");
    permitBootstrap(folder, { uuid, seqno: 42 }, true);
    expect(readSavedState(folder)).to.deep.equal({ uuid, seqno: 42 });
  });

  it("begins a first history where there was none", () => {
    state(nil, -1);
    permitBootstrap(folder, null, false);
    expect(readSavedState(folder)).to.equal(null);
  });

  it("tells a position, with a GTID or without", () => {
    const log = `2026-11-22  7:15:46 0 [Note] WSREP: Recovered position: ${uuid}:97429,1-1-97428\n`;
    expect(recoveredText(log)).to.equal(`${uuid}:97429,1-1-97428`);
    expect(parsePosition(recoveredText(log))).to.deep.equal({ uuid, seqno: 97429 });
    expect(parsePosition(`${uuid}:3`)).to.deep.equal({ uuid, seqno: 3 });
    expect(parsePosition(`${nil}:-1`)).to.equal(null);
    expect(parsePosition(recoveredText("[ERROR] Aborting"))).to.equal(null);
  });
});
