import { expect } from "chai";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Refusal } from "./routes.ts";
import {
  invitationFor,
  invite,
  joined,
  readToken,
  splitAddress,
  useInvitation,
  writeToken,
} from "./tokens.ts";

describe("tokens", () => {
  const token = { port: 7400, authority: "ab".repeat(32), secret: "0f".repeat(16) };
  for (const address of ["10.0.0.1", "fd00::1", "a.example.com"])
    it(`are one word and come back whole (${address})`, () => {
      const word = writeToken({ ...token, address });
      expect(word).to.match(/^[\w-]+$/);
      expect(readToken(` ${word}\n`)).to.deep.equal({ ...token, address });
    });

  it("are refused when they are cut off, or something else", () => {
    const word = writeToken({ ...token, address: "10.0.0.1" });
    for (const wrong of ["", "hello", word.slice(0, 60), word.slice(4), "!!!"])
      expect(() => readToken(wrong), wrong).to.throw(Refusal, "not a whole token");
  });

  it("split addresses", () => {
    const cases: [string, ReturnType<typeof splitAddress>][] = [
      ["10.0.0.1", { address: "10.0.0.1", port: undefined }],
      ["10.0.0.1:7401", { address: "10.0.0.1", port: 7401 }],
      ["fd00::1", { address: "fd00::1", port: undefined }],
      ["[fd00::1]:7401", { address: "fd00::1", port: 7401 }],
      ["host.example:7", { address: "host.example", port: 7 }],
      ["", null],
      ["a b", null],
      ["10.0.0.1:", null],
    ];
    for (const [text, expected] of cases) expect(splitAddress(text), text).to.deep.equal(expected);
    expect(joined("fd00::1", 7)).to.equal("[fd00::1]:7");
  });

  describe("as invitations", () => {
    let file = "";
    beforeEach(() => (file = join(mkdtempSync(join(tmpdir(), "holdfast-test-")), "invitations.json")));
    afterEach(() => rmSync(join(file, ".."), { recursive: true }));

    it("are remembered without the secret, readable by nobody else", () => {
      const secret = invite(file, "witness", null);
      expect(secret).to.match(/^[0-9a-f]{32}$/);
      expect(readFileSync(file, "utf8")).not.to.contain(secret);
      expect(statSync(file).mode & 0o777).to.equal(0o600);
      expect(invitationFor(file, secret)).to.include({ kind: "witness", name: null });
    });

    it("let one server in, once, for half an hour, each in its own words", () => {
      const now = Date.now();
      const [first, second] = [invite(file, "data", "b", now), invite(file, "data", null, now)];
      useInvitation(file, invitationFor(file, first));
      expect(() => invitationFor(file, first)).to.throw(Refusal, "used already");
      expect(invitationFor(file, second, now + 29 * 60_000)).to.include({ used: false });
      expect(() => invitationFor(file, second, now + 31 * 60_000)).to.throw(Refusal, "expired");
      expect(() => invitationFor(file, "00".repeat(16))).to.throw(Refusal, "not one of this cluster's");
    });

    it("are all void when the file is damaged", () => {
      const secret = invite(file, "data", null);
      writeFileSync(file, "{");
      expect(() => invitationFor(file, secret)).to.throw(Refusal, "not one of this cluster's");
    });
  });
});
