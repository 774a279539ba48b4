export interface Attachment {
  readonly id: number;
  readonly ticketId: number | null;
  readonly replyId: number | null;
  readonly noteId: number | null;
  readonly name: string;
  /** What the content is, whatever the name says. */
  readonly mediaType: string;
  readonly size: number;
  readonly sha256: string;
  readonly createdAt: Date;
}

/** One file as it comes in. */
export interface Upload {
  readonly name: string;
  readonly stream: AsyncIterable<Buffer>;
}

const maxName = 200;
// Control signs, line separators, and the marks that turn the direction of writing: "exe.fdp" must not read "pdf.exe".
const unwanted = /[\p{Cc}\p{Cs}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** A file's name without folders and without signs that mislead; never empty, at most 200 characters, its ending kept. */
export function cleanName(given: string): string {
  const last = given.toWellFormed().split(/[/\\]/).at(-1) ?? "";
  const name = last.normalize("NFC").replace(unwanted, "").replace(/\s+/g, " ").trim();
  if (/^\.*$/.test(name)) return "file";
  const signs = [...name];
  if (signs.length <= maxName) return name;
  const ending = [...(/\.[^.]{1,20}$/u.exec(name)?.[0] ?? "")];
  return [...signs.slice(0, maxName - ending.length), ...ending].join("");
}

/** Pictures that every browser shows. */
export const isPicture = ({ mediaType }: Pick<Attachment, "mediaType">): boolean =>
  /^image\/(png|jpeg|gif|webp)$/.test(mediaType);

/** Cuts a stream into pieces of exactly `size` bytes (the last one may be shorter); holds no more than one and what just came. */
export async function* inPieces(stream: AsyncIterable<Buffer>, size: number): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let length = 0;
  for await (const data of stream) {
    waiting.push(data);
    length += data.length;
    if (length < size) continue;
    let all = Buffer.concat(waiting, length);
    for (; all.length >= size; all = all.subarray(size)) yield all.subarray(0, size);
    waiting = all.length > 0 ? [all] : [];
    length = all.length;
  }
  if (length > 0) yield Buffer.concat(waiting, length);
}
