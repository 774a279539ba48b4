import { expect } from "chai";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { copiesAnew, copyAnew, isInStep } from "./copying-anew.ts";
import { layoutOf } from "./layout.ts";

describe("giving a database's data up", () => {
  let data: string;
  const layout = () => layoutOf(data);
  const starts = (times: number) => Array.from({ length: times }, () => copiesAnew(layout()));

  beforeEach(() => {
    data = mkdtempSync(join(tmpdir(), "holdfast-"));
    mkdirSync(layout().logs);
  });
  afterEach(() => {
    rmSync(data, { recursive: true });
  });

  it("happens once it is known to differ, at every start until it is in step", () => {
    expect(starts(1)).to.deep.equal([false]);
    copyAnew(layout(), "its data differ");
    expect(starts(2)).to.deep.equal([true, true]);
    isInStep(layout());
    expect(starts(1)).to.deep.equal([false]);
  });

  it("happens after three starts in vain when the log speaks of broken pages", () => {
    writeFileSync(join(layout().logs, "mariadb.log"), "[ERROR] InnoDB: Database page corruption on disk\n");
    expect(starts(4)).to.deep.equal([false, false, false, true]);
  });

  it("does not happen for starts that fail for another reason, such as a full disk", () => {
    writeFileSync(join(layout().logs, "mariadb.log"), "[ERROR] mariadbd: Disk full\n");
    expect(starts(6)).to.deep.equal(Array.from({ length: 6 }, () => false));
  });
});
