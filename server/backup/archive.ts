import { createHash, randomBytes } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { Readable } from "node:stream";
import { z } from "zod";
import { OperatorError } from "../installation/command.ts";
import { frameBytes, frames, proofOf, type Section, sealing, tagBytes } from "./sealing.ts";

// An archive: magic, length of the header, header (JSON, readable), the data's frames, the manifest's frames, footer (where the manifest
// begins, magic). A frame: its length, with the highest bit set on the last of its section; then what `sealing` made of it.

const magic = Buffer.from("HOLDFAST-BACKUP\n");
const endMagic = Buffer.from("HOLDEND\n");
const [lastBit, footerBytes] = [0x8000_0000, 16];

const header = z.object({
  format: z.int(),
  kind: z.enum(["full", "log"]),
  node: z.string(),
  at: z.string(),
  salt: z.string(),
  proof: z.string(),
});
export type ArchiveHeader = z.infer<typeof header>;

/** One archive that is being written. */
export interface ArchiveWriter {
  /** Encrypts and appends the source. @returns its size in bytes and SHA-256 in hex, before encryption. */
  data(source: AsyncIterable<Buffer>): Promise<{ bytes: number; sha256: string }>;
  /** Appends the manifest and the footer, and syncs the file to disk: only now it is an archive. */
  finish(manifest: unknown): Promise<void>;
  close(): Promise<void>;
}

/** Begins an archive in `file`, which must not exist (mode 0600). `key` is the text of the key file. */
export async function createArchive(
  file: string,
  about: Pick<ArchiveHeader, "kind" | "node" | "at">,
  key: string,
): Promise<ArchiveWriter> {
  const salt = randomBytes(16).toString("base64url");
  const text = Buffer.from(JSON.stringify({ format: 1, ...about, salt, proof: proofOf(key, salt) }));
  const seals = sealing(key, salt, text);
  const handle = await open(file, "wx", 0o600);
  let at = 0;
  const append = async (...pieces: Buffer[]) => {
    for (const piece of pieces) await handle.writeFile(piece);
    at += pieces.reduce((sum, { length }) => sum + length, 0);
  };
  const section = async (name: Section, source: AsyncIterable<Buffer>, seen: (piece: Buffer) => void) => {
    for await (const { piece, index, last } of frames(source)) {
      seen(piece);
      const sealed = seals.seal(name, index, last, piece);
      await append(uint32(sealed.length + (last ? lastBit : 0)), sealed);
    }
  };
  await append(magic, uint32(text.length), text);
  return {
    data: async (source) => {
      const hash = createHash("sha256");
      let bytes = 0;
      await section("data", source, (piece) => {
        hash.update(piece);
        bytes += piece.length;
      });
      return { bytes, sha256: hash.digest("hex") };
    },
    finish: async (manifest) => {
      const footer = Buffer.concat([Buffer.alloc(8), endMagic]);
      footer.writeBigUInt64BE(BigInt(at));
      await section("manifest", Readable.from([Buffer.from(JSON.stringify(manifest))]), () => undefined);
      await append(footer);
      await handle.sync();
    },
    close: () => handle.close(),
  };
}

/**
 * The header of an archive: what it is, without the key. Nothing of it is proven before something was decrypted.
 * @throws OperatorError when the file is no archive.
 */
export const readHeader = (file: string): Promise<ArchiveHeader> =>
  withArchive(file, ({ head }) => Promise.resolve(head));

/**
 * Decrypts the manifest.
 * @throws OperatorError in one sentence: another file, cut off, damaged, or made with another key.
 */
export function readManifest(file: string, key: string): Promise<unknown> {
  return withArchive(file, async (archive) => {
    const footer = await read(archive.handle, archive.size - footerBytes, footerBytes);
    if (archive.size < archive.start + footerBytes || !footer.subarray(8).equals(endMagic))
      throw new OperatorError(`${file} is not complete: its end is missing. Use another copy of it.`);
    const begin = Math.min(Number(footer.readBigUInt64BE()), archive.size);
    const pieces: Buffer[] = [];
    for await (const piece of opened(archive, "manifest", begin, key)) pieces.push(piece);
    return JSON.parse(Buffer.concat(pieces).toString()) as unknown;
  });
}

/** Decrypts the data, in pieces of at most 1 MB; works while the manifest is not written yet. @throws OperatorError as readManifest. */
export async function* readData(file: string, key: string): AsyncGenerator<Buffer> {
  const archive = await openArchive(file);
  try {
    yield* opened(archive, "data", archive.start, key);
  } finally {
    await archive.handle.close();
  }
}

interface OpenArchive {
  readonly file: string;
  readonly handle: FileHandle;
  readonly head: ArchiveHeader;
  readonly text: Buffer;
  /** Where the first frame begins. */
  readonly start: number;
  readonly size: number;
}

async function openArchive(file: string): Promise<OpenArchive> {
  const handle = await open(file, "r").catch((error: NodeJS.ErrnoException) => {
    throw new OperatorError(`${file} cannot be read (${error.code}).`);
  });
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new OperatorError(`${file} is not a backup of Holdfast.`);
    const begin = await read(handle, 0, magic.length + 4);
    const length = begin.length === magic.length + 4 ? begin.readUInt32BE(magic.length) : 0;
    if (!begin.subarray(0, magic.length).equals(magic) || length > 65_536)
      throw new OperatorError(`${file} is not a backup of Holdfast.`);
    const text = await read(handle, magic.length + 4, length);
    const head = header.safeParse(parsed(text));
    if (!head.success) throw new OperatorError(`${file} is damaged: its beginning makes no sense.`);
    if (head.data.format !== 1)
      throw new OperatorError(`${file} was made by a newer Holdfast: update this one first.`);
    return { file, handle, head: head.data, text, start: magic.length + 4 + length, size: stat.size };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function withArchive<T>(file: string, work: (archive: OpenArchive) => Promise<T>): Promise<T> {
  const archive = await openArchive(file);
  try {
    return await work(archive);
  } finally {
    await archive.handle.close();
  }
}

async function* opened(
  { file, handle, head, text, size }: OpenArchive,
  section: Section,
  from: number,
  key: string,
): AsyncGenerator<Buffer> {
  if (proofOf(key, head.salt) !== head.proof)
    throw new OperatorError(`The key does not open ${file}: it was made with another one.`);
  const seals = sealing(key, head.salt, text);
  for (let at = from, index = 0, last = false; !last; index++) {
    const prefix = await read(handle, at, 4);
    const word = prefix.length === 4 ? prefix.readUInt32BE() : 0;
    const length = word % lastBit;
    last = word >= lastBit;
    if (length < tagBytes || length > frameBytes + tagBytes || at + 4 + length > size)
      throw new OperatorError(`${file} is damaged or cut off near byte ${at}. Use another copy of it.`);
    yield plainOf(await read(handle, at + 4, length), index, last, at);
    at += 4 + length;
  }

  function plainOf(sealed: Buffer, index: number, last: boolean, at: number): Buffer {
    try {
      return seals.unseal(section, index, last, sealed);
    } catch {
      throw new OperatorError(`${file} is damaged near byte ${at}. Use another copy of it.`);
    }
  }
}

async function read(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  if (at < 0) return Buffer.alloc(0);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at);
  return buffer.subarray(0, bytesRead);
}

function parsed(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString());
  } catch {
    return undefined;
  }
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
