import { createCipheriv, createDecipheriv, createHash, hkdfSync } from "node:crypto";
import { masterKey } from "./key.ts";

/** What a frame belongs to. */
export type Section = "data" | "manifest";

export const frameBytes = 1024 * 1024;
export const tagBytes = 16;
const sectionNumbers: Record<Section, number> = { data: 1, manifest: 2 };

/**
 * Encrypts and authenticates the frames of one archive (AES-256-GCM). The key is this archive's alone; the nonce holds the section, the
 * frame's number and whether it is the last, and the header is authenticated with each frame: nothing can be changed, left out, moved,
 * taken from elsewhere or cut off unseen.
 */
export interface Sealing {
  seal(section: Section, index: number, last: boolean, plain: Buffer): Buffer;
  /** @throws Error when it is not exactly what was sealed there. */
  unseal(section: Section, index: number, last: boolean, sealed: Buffer): Buffer;
}

/** @param salt of the archive. @param header the archive's readable beginning. */
export function sealing(key: string, salt: string, header: Buffer): Sealing {
  const own = derived(key, salt, "archive", 32);
  const associated = createHash("sha256").update(header).digest();
  return {
    seal: (section, index, last, plain) => {
      const cipher = createCipheriv("aes-256-gcm", own, nonce(section, index, last));
      cipher.setAAD(associated);
      return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    unseal: (section, index, last, sealed) => {
      const cipher = createDecipheriv("aes-256-gcm", own, nonce(section, index, last), {
        authTagLength: tagBytes,
      });
      cipher.setAAD(associated).setAuthTag(sealed.subarray(-tagBytes));
      return Buffer.concat([cipher.update(sealed.subarray(0, -tagBytes)), cipher.final()]);
    },
  };
}

/** Tells a wrong key from a damaged archive; says nothing about the key. */
export const proofOf = (key: string, salt: string): string =>
  derived(key, salt, "proof", 16).toString("base64url");

function derived(key: string, salt: string, use: string, bytes: number): Buffer {
  return Buffer.from(hkdfSync("sha256", masterKey(key), salt, `holdfast ${use}`, bytes));
}

function nonce(section: Section, index: number, last: boolean): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt8(sectionNumbers[section], 0);
  bytes.writeUInt8(last ? 1 : 0, 1);
  bytes.writeUInt32BE(index, 8);
  return bytes;
}

/** The source in pieces of exactly 1 MB, except for the last, which may be empty. */
export async function* frames(
  source: AsyncIterable<Buffer>,
): AsyncGenerator<{ piece: Buffer; index: number; last: boolean }> {
  let waiting: Buffer[] = [];
  let size = 0;
  let index = 0;
  for await (const piece of source) {
    waiting.push(piece);
    size += piece.length;
    if (size <= frameBytes) continue;
    const all = Buffer.concat(waiting);
    let at = 0;
    for (; size - at > frameBytes; at += frameBytes)
      yield { piece: all.subarray(at, at + frameBytes), index: index++, last: false };
    waiting = [all.subarray(at)];
    size -= at;
  }
  yield { piece: Buffer.concat(waiting), index, last: true };
}
