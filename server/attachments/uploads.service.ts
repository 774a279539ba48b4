import { createHash } from "node:crypto";
import type { GlobalContext, Scope } from "../core/context.ts";
import { InvalidInput } from "../core/errors.ts";
import { type Attachment, cleanName, inPieces, type Upload } from "./attachment.ts";
import { maxBytes } from "./attachments.settings.ts";
import { pieceBytes } from "./attachment-store.ts";
import {
  completeAttachment,
  deleteAttachment,
  insertAttachment,
  staleUploads,
  unsentIdsOf,
} from "./attachments.repository.ts";
import { databaseStore as store } from "./chunks.repository.ts";
import { detect } from "./media-type.ts";

/**
 * Takes a file while it streams in; a piece of it is in memory, never the whole. What breaks off or is refused leaves nothing behind.
 * @returns the attachment's id. @throws InvalidInput (field "attachments") for a file that is too large, empty or of a kind we refuse.
 */
export async function takeUpload(scope: Scope, owner: string, upload: Upload, now: Date): Promise<number> {
  const name = cleanName(upload.name);
  const pieces = inPieces(upload.stream, pieceBytes);
  try {
    return await take(scope, { owner, name, now }, pieces);
  } finally {
    // Read to its end also when it is refused: the sender listens only after that.
    while (!(await pieces.next()).done);
  }
}

async function take(
  scope: Scope,
  { owner, name, now }: { owner: string; name: string; now: Date },
  pieces: AsyncGenerator<Buffer>,
): Promise<number> {
  const first = await pieces.next();
  const sample: Buffer = first.done ? Buffer.alloc(0) : first.value;
  const detected = await detect(sample);
  if ("refused" in detected)
    throw new InvalidInput({
      attachments: { key: `attachments.refused.${detected.refused}`, values: { name } },
    });
  const { mediaType } = detected;
  const id = await insertAttachment(scope, { owner, name, mediaType, createdAt: now });
  try {
    const hash = createHash("sha256");
    let size = 0;
    async function* counted() {
      for (let piece = sample; ;) {
        size += piece.length;
        if (size > maxBytes())
          throw new InvalidInput({ attachments: { key: "attachments.tooLarge", values: { name } } });
        // Text all the way: what begins as text and goes on as a program is neither.
        if (mediaType.endsWith("charset=utf-8") && piece.includes(0))
          throw new InvalidInput({ attachments: { key: "attachments.refused.unknown", values: { name } } });
        hash.update(piece);
        yield piece;
        const next = await pieces.next();
        if (next.done) return;
        piece = next.value;
      }
    }
    await store.write(scope, id, counted());
    await completeAttachment(scope, id, { size, sha256: hash.digest("hex") });
    return id;
  } catch (error) {
    // When the database is away too, the row stays incomplete, seen by nobody, until the job sweeps it.
    await removeUpload(scope, id).catch(() => undefined);
    throw error;
  }
}

/** The bytes of a file, piece by piece. */
export const contentOf = (scope: Scope, { id }: Pick<Attachment, "id">): AsyncGenerator<Buffer> =>
  store.read(scope, id);

/** Removes all files that an owner uploaded and never sent. */
export async function dropUploads(scope: Scope, owner: string): Promise<void> {
  for (const id of await unsentIdsOf(scope, owner)) await removeUpload(scope, id);
}

async function removeUpload(scope: Scope, id: number): Promise<void> {
  await store.remove(scope, id);
  await deleteAttachment(scope, id);
}

const hours = (count: number) => count * 3_600_000;

/** Removes what was uploaded a day ago and never sent; what waits with a guest's request has three days. @returns how many files. */
export async function sweepUploads({ db, now }: GlobalContext): Promise<number> {
  const before = (age: number) => new Date(now.getTime() - hours(age));
  const stale = await staleUploads(db, before(24), before(72), 1000);
  for (const { id, portalId } of stale) await removeUpload({ db, portalId }, id);
  return stale.length;
}
