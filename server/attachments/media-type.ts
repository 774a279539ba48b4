import { fileTypeFromBuffer } from "file-type";

/** Why a file is not taken; the text `attachments.refused.<kind>` names it. */
export type Refusal = "executable" | "script" | "html" | "svg" | "empty" | "unknown";
export type Detected = { readonly mediaType: string } | { readonly refused: Refusal };

const office = "application/vnd.openxmlformats-officedocument";
const openDocument = "application/vnd.oasis.opendocument";
const allowed = new Set([
  ..."png jpeg apng gif webp avif bmp tiff heic heif x-icon".split(" ").map((name) => `image/${name}`),
  ..."mp4 webm quicktime matroska vnd.avi x-m4v mpeg ogg".split(" ").map((name) => `video/${name}`),
  ..."mpeg mp4 ogg wav flac x-m4a aac amr".split(" ").map((name) => `audio/${name}`),
  ..."pdf rtf zip gzip x-7z-compressed x-rar-compressed x-tar x-bzip2 x-xz zstd x-cfb"
    .split(" ")
    .map((name) => `application/${name}`),
  ...["wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation"].map(
    (name) => `${office}.${name}`,
  ),
  ...["text", "spreadsheet", "presentation", "graphics"].map((name) => `${openDocument}.${name}`),
  ..."vnd.ms-outlook vnd.visio vnd.tcpdump.pcap pgp-encrypted"
    .split(" ")
    .map((name) => `application/${name}`),
]);
const programs = new Set(
  "x-elf x-mach-binary x-msdownload java-archive java-vm vnd.android.package-archive wasm x-ms-shortcut x-deb x-rpm vnd.ms-htmlhelp x-google-chrome-extension x-xpinstall x-shockwave-flash x-ft-apple.alias x-apple-diskimage"
    .split(" ")
    .map((name) => `application/${name}`),
);

/**
 * What a file is, by its first bytes; its name is not asked. Unknown content is not taken, and neither is what a browser or a system
 * would run: programs, scripts, web pages, SVG.
 */
export async function detect(sample: Buffer): Promise<Detected> {
  if (sample.length === 0) return { refused: "empty" };
  const unicode = unicodeText(sample);
  if (unicode) return ofText(unicode.text, unicode.mediaType);
  if (isInstaller(sample)) return { refused: "executable" };
  const found = (await fileTypeFromBuffer(sample).catch(() => undefined))?.mime;
  if (found && programs.has(found)) return { refused: "executable" };
  if (found && allowed.has(found)) return { mediaType: found };
  if (!found && isLatin(sample)) return ofText(sample.toString("latin1"), "text/plain; charset=windows-1252");
  return { refused: "unknown" };
}

/** The sample as text, when it is Unicode: UTF-8, or UTF-16 that says so (Windows writes its logs that way). */
function unicodeText(sample: Buffer): { text: string; mediaType: string } | null {
  const [first, second] = sample;
  const utf16 =
    first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : null;
  const charset = utf16 ?? "utf-8";
  try {
    const text = new TextDecoder(charset, { fatal: true }).decode(sample, { stream: true });
    return text.includes("\0") ? null : { text, mediaType: `text/plain; charset=${charset}` };
  } catch {
    return null;
  }
}

/** Text of the old one-byte kinds: no control signs, and letters beyond ASCII are not the most of it. */
function isLatin(sample: Buffer): boolean {
  let high = 0;
  for (const byte of sample) {
    if (byte >= 0x80) high++;
    else if (byte === 0x7f || (byte < 0x20 && !(byte >= 8 && byte <= 13) && byte !== 0x1b)) return false;
  }
  return high < sample.length * 0.4;
}

// How the WHATWG's MIME sniffing knows a web page, and a few more.
const page =
  /^<(!doctype\s+html|html|head|body|script|iframe|frameset|style|title|meta|link|base|object|embed|form|img|table|div|font|h[1-6]|p|br|a|b)[\s>/]/i;
const comments = /^(?:\s|<!--[^]*?-->)+/;

function ofText(text: string, mediaType: string): Detected {
  if (text.startsWith("#!")) return { refused: "script" };
  if (text.startsWith("%PDF-")) return { mediaType: "application/pdf" };
  if (text.startsWith("{\\rtf")) return { mediaType: "application/rtf" };
  const start = text.slice(0, 100_000).replace(comments, "");
  if (page.test(start)) return { refused: "html" };
  if (/^<(svg|!doctype\s+svg)[\s>]/i.test(start)) return { refused: "svg" };
  if (/^<[?!]/.test(start)) {
    if (/<([\w-]+:)?svg[\s>]/i.test(start)) return { refused: "svg" };
    if (/<([\w-]+:)?(html|script)[\s>]|<\?xml-stylesheet/i.test(start)) return { refused: "html" };
  }
  return { mediaType };
}

// A Windows installer is a compound file like old Office documents; its root names this class.
const installerClass = Buffer.from("84100c0000000000c000000000000046", "hex");
const isInstaller = (sample: Buffer) =>
  sample.subarray(0, 8).toString("hex") === "d0cf11e0a1b11ae1" && sample.includes(installerClass);
