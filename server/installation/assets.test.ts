import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect } from "chai";
import { buildAssets } from "./assets.ts";
import { root } from "./build.ts";

describe("browser assets", () => {
  const target = mkdtempSync(join(tmpdir(), "holdfast-assets-"));
  after(() => rmSync(target, { recursive: true }));

  it("are named by content and compressed both ways", async () => {
    const { manifest, built } = await buildAssets(root, target);
    expect(built).to.equal(true);
    const css = manifest["app.css"] ?? "";
    expect(css).to.match(/^app-[A-Z0-9]{8}\.css$/);
    const plain = readFileSync(join(target, css), "utf8");
    expect(brotliDecompressSync(readFileSync(join(target, `${css}.br`))).toString()).to.equal(plain);
    expect(gunzipSync(readFileSync(join(target, `${css}.gz`))).toString()).to.equal(plain);
    for (const file of Object.values(manifest)) expect(existsSync(join(target, file)), file).to.equal(true);
  });

  it("are not built twice from the same sources", async () => {
    expect((await buildAssets(root, target)).built).to.equal(false);
  });
});
