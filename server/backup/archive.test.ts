import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { OperatorError } from "../installation/command.ts";
import { createArchive, readData, readHeader, readManifest } from "./archive.ts";

const key = "a passphrase that somebody typed";
const manifest = { hello: "wörld", list: [1, 2, 3] };

describe("an archive", () => {
  const folder = mkdtempSync(join(tmpdir(), "holdfast-archive-"));
  after(() => rmSync(folder, { recursive: true }));
  let number = 0;

  async function archive(data: Buffer, pieces = 1): Promise<string> {
    const file = join(folder, String(number++));
    const writer = await createArchive(
      file,
      { kind: "full", node: "a", at: "2026-11-22T02:30:00.000Z" },
      key,
    );
    const size = Math.ceil(data.length / pieces);
    const source = async function* () {
      for (let at = 0; at < data.length; at += size)
        yield await Promise.resolve(data.subarray(at, at + size));
    };
    expect((await writer.data(source())).bytes).to.equal(data.length);
    await writer.finish(manifest);
    await writer.close();
    return file;
  }
  async function contentOf(file: string, with_ = key): Promise<Buffer> {
    const parts: Buffer[] = [];
    for await (const part of readData(file, with_)) parts.push(part);
    await readManifest(file, with_);
    return Buffer.concat(parts);
  }
  const failure = (file: string, with_ = key) =>
    contentOf(file, with_).then(
      () => expect.fail("it was accepted"),
      (error: unknown) => error as Error,
    );

  const megabyte = 1024 * 1024;
  const sizes: [number, number][] = [
    [0, 1],
    [1, 1],
    [megabyte - 1, 7],
    [megabyte, 1],
    [megabyte + 1, 3],
    [3 * megabyte, 100],
    [5 * megabyte + 17, 2],
  ];
  for (const [size, pieces] of sizes)
    it(`gives back ${size} bytes written in ${pieces} pieces`, async () => {
      const data = Buffer.alloc(size, "holdfast ");
      const file = await archive(data, pieces);
      expect((await contentOf(file)).equals(data)).to.equal(true);
      expect(await readManifest(file, key)).to.deep.equal(manifest);
      expect((await readHeader(file)).node).to.equal("a");
      expect(readFileSync(file).includes("holdfast h")).to.equal(false);
    });

  it("is refused, whichever byte is flipped", async () => {
    const good = await archive(Buffer.alloc(300, "x"));
    const bytes = readFileSync(good);
    for (let at = 0; at < bytes.length; at++) {
      const bad = Buffer.from(bytes);
      bad.writeUInt8(bad.readUInt8(at) ^ 1, at);
      writeFileSync(join(folder, "bad"), bad);
      const error = await failure(join(folder, "bad"));
      expect(error, `byte ${at}`).to.be.instanceOf(OperatorError);
      expect(error.message)
        .to.match(/^\S+ (is|was|cannot)|^The key does not open/)
        .and.not.to.match(/\n/);
    }
  });

  it("is refused, wherever it is cut off", async () => {
    const good = await archive(Buffer.alloc(megabyte + 300, "x"));
    const size = statSync(good).size;
    for (const length of [0, 10, 20, 100, 1000, megabyte, megabyte + 250, size - 100, size - 17, size - 1]) {
      const file = await archive(Buffer.alloc(megabyte + 300, "x"));
      truncateSync(file, length);
      const error = await failure(file);
      expect(error, `${length} bytes`).to.be.instanceOf(OperatorError);
      expect(error.message).to.match(/is not (complete|a backup)|is damaged/);
    }
  });

  it("is refused when its frames were moved or came from another one", async () => {
    const [a, b] = [
      await archive(Buffer.alloc(3 * megabyte, "a")),
      await archive(Buffer.alloc(3 * megabyte, "b")),
    ];
    const [one, two] = [readFileSync(a), readFileSync(b)];
    const start = 20 + one.readUInt32BE(16);
    const frame = megabyte + 16 + 4;
    const swapped = Buffer.from(one);
    one.copy(swapped, start, start + frame, start + 2 * frame);
    one.copy(swapped, start + frame, start, start + frame);
    const foreign = Buffer.from(one);
    two.copy(foreign, start, start, start + frame);
    for (const bytes of [swapped, foreign]) {
      writeFileSync(join(folder, "bad"), bytes);
      expect((await failure(join(folder, "bad"))).message).to.match(
        /is damaged near byte \d+\. Use another copy of it\.$/,
      );
    }
  });

  it("says when only the key is another one", async () => {
    const error = await failure(await archive(Buffer.from("x")), "another passphrase");
    expect(error.message).to.match(/^The key does not open .+: it was made with another one\.$/);
  });

  it("is nothing that is no file of ours", async () => {
    for (const file of ["/nowhere", "/etc/hostname", folder, "/dev/null"])
      expect(await failure(file), file).to.be.instanceOf(OperatorError);
  });
});
