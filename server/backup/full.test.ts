import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { backUp } from "./full.ts";
import { readFullManifest } from "./manifest.ts";
import { readKey, keyFile } from "./key.ts";
import { startInstallation, type TestInstallation } from "../test/installations.ts";

describe("a full backup", () => {
  let installation: TestInstallation;
  before(async () => (installation = await startInstallation()));
  after(() => installation.stop());

  it("is verified against the running database and leaves nothing else behind", async () => {
    const { layout } = installation;
    const to = join(layout.data, "backups");
    const lines: string[] = [];
    const made = await backUp({
      layout,
      node: "a",
      to,
      signal: new AbortController().signal,
      print: (l) => lines.push(l),
    });
    expect(readdirSync(to)).to.have.length(1);
    const manifest = await readFullManifest(made.file, readKey(keyFile(layout)));
    expect(manifest.contents.tickets?.rows).to.equal(0);
  });
});
