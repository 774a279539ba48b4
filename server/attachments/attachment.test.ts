import { expect } from "chai";
import { cleanName, inPieces } from "./attachment.ts";
import { detect } from "./media-type.ts";

describe("attachments: names", () => {
  const names: [string, string][] = [
    ["../../x", "x"],
    ["C:\\Users\\mia\\error.log", "error.log"],
    ["/etc/passwd", "passwd"],
    ["report\u202efdp.exe", "reportfdp.exe"],
    ["a\u0000b\r\nc\u007f.txt", "abc.txt"],
    ["  two   words .txt ", "two words .txt"],
    ["..", "file"],
    ["", "file"],
    ["dir/", "file"],
    ["صورة.png", "صورة.png"],
    ["👩‍💻.png", "👩‍💻.png"],
    ["bad\ud800.txt", "bad\ufffd.txt"],
  ];
  for (const [given, clean] of names)
    it(`makes ${JSON.stringify(given)} ${JSON.stringify(clean)}`, () =>
      expect(cleanName(given)).to.equal(clean));

  it("cuts long names and keeps their ending", () => {
    const name = cleanName(`${"😀".repeat(400)}.jpeg`);
    expect([...name]).to.have.length(200);
    expect(name).to.match(/😀\.jpeg$/u);
  });
});

describe("attachments: content", () => {
  const png =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABh6FO1AAAAABJRU5ErkJggg==";
  const bytes = (text: string) => Buffer.from(text, "latin1");
  const kinds: [string, Buffer, string][] = [
    ["a PNG", Buffer.from(png, "base64"), "image/png"],
    ["a GIF", bytes("GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9"), "image/gif"],
    ["a PDF", bytes("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"), "application/pdf"],
    ["an ASCII PDF", bytes("%PDF-1.4\n1 0 obj <<>> endobj"), "application/pdf"],
    ["a ZIP", bytes("PK\x05\x06" + "\x00".repeat(18)), "application/zip"],
    [
      "an old Word document",
      Buffer.concat([Buffer.from("d0cf11e0a1b11ae1", "hex"), Buffer.alloc(600)]),
      "application/x-cfb",
    ],
    ["plain text", Buffer.from("Drucker streikt – 東京 😀\n"), "text/plain; charset=utf-8"],
    ["CSV", bytes("a;b\n1;2\n"), "text/plain; charset=utf-8"],
    ["JSON", bytes('{"html":"<p>"}'), "text/plain; charset=utf-8"],
    ["XML", bytes('<?xml version="1.0"?><log/>'), "text/plain; charset=utf-8"],
    ["a text that begins with MZ", bytes("MZ 12 is out of paper"), "text/plain; charset=utf-8"],
    [
      "old German text",
      bytes("Gr\xfc\xdfe aus K\xf6ln, das Ger\xe4t l\xe4uft"),
      "text/plain; charset=windows-1252",
    ],
    ["a Windows log", Buffer.from("\ufefferror 5", "utf16le"), "text/plain; charset=utf-16le"],
  ];
  for (const [what, data, mediaType] of kinds)
    it(`takes ${what} for ${mediaType}`, async () => expect(await detect(data)).to.deep.equal({ mediaType }));

  const refused: [string, Buffer, string][] = [
    ["nothing", Buffer.alloc(0), "empty"],
    [
      "a Windows program",
      Buffer.concat([bytes("MZ\x90\x00\x03\x00\x00\x00"), Buffer.alloc(200)]),
      "executable",
    ],
    ["a Linux program", Buffer.concat([bytes("\x7fELF\x02\x01\x01"), Buffer.alloc(200)]), "executable"],
    [
      "a Windows installer",
      Buffer.concat([
        Buffer.from("d0cf11e0a1b11ae1", "hex"),
        Buffer.alloc(504),
        Buffer.from("84100c0000000000c000000000000046", "hex"),
      ]),
      "executable",
    ],
    ["a shell script", bytes("#!/bin/sh\nrm -rf /"), "script"],
    ["a web page", Buffer.from("\ufeff <!-- hi -->\n<!DOCTYPE html><p>"), "html"],
    ["a script element", bytes("<script>alert(1)</script>"), "html"],
    ["XHTML", bytes('<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>'), "html"],
    ["a drawing", bytes('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'), "svg"],
    [
      "a drawing behind a prologue",
      bytes('<?xml version="1.0"?>\n<!-- x --><x:svg xmlns:x="http://www.w3.org/2000/svg"/>'),
      "svg",
    ],
    ["a web page in UTF-16", Buffer.from("\ufeff<html>", "utf16le"), "html"],
    ["noise", Buffer.from([1, 2, 3, 0, 250, 9, 1, 2]), "unknown"],
  ];
  for (const [what, data, reason] of refused)
    it(`refuses ${what} as ${reason}`, async () =>
      expect(await detect(data)).to.deep.equal({ refused: reason }));
});

describe("attachments: pieces", () => {
  it("are of one size whatever comes in, and together what came in", async () => {
    async function* stream() {
      for (const length of [1, 999, 3000, 1, 500]) yield Buffer.alloc(length, length % 251);
    }
    const pieces: Buffer[] = [];
    for await (const piece of inPieces(stream(), 1000)) pieces.push(piece);
    expect(pieces.map(({ length }) => length)).to.deep.equal([1000, 1000, 1000, 1000, 501]);
    const whole: Buffer[] = [];
    for await (const data of stream()) whole.push(data);
    expect(Buffer.concat(pieces).equals(Buffer.concat(whole))).to.equal(true);
  });
});
