import type { Scope } from "../core/context.ts";

/**
 * Where the bytes of attachments are. The database driver (chunks.repository.ts) is the one that is built in; a driver for files or
 * S3 needs these three. Neither side holds a file in memory: `write` takes the next piece when the last one is safe.
 */
export interface AttachmentStore {
  /** Keeps the pieces in their order; each is at most `pieceBytes` long. Throws what the stream throws. */
  write(scope: Scope, attachmentId: number, pieces: AsyncIterable<Buffer>): Promise<void>;
  /** The pieces, one at a time as they are asked for. */
  read(scope: Scope, attachmentId: number): AsyncGenerator<Buffer>;
  /** Forgets the bytes, also of an upload that broke off. */
  remove(scope: Scope, attachmentId: number): Promise<void>;
}

/** Small write sets replicate without a stall. */
export const pieceBytes = 512 * 1024;
