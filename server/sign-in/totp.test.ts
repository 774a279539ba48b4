import { expect } from "chai";
import { authenticatorUrl, codeAt, newSecret, stepOfCode } from "./totp.ts";

// "12345678901234567890" in base32, the secret of RFC 6238, appendix B.
const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const at = (seconds: number) => new Date(seconds * 1000);

describe("time-based one-time passwords", () => {
  for (const [seconds, code] of [
    [59, "94287082"],
    [1111111109, "07081804"],
    [1111111111, "14050471"],
    [1234567890, "89005924"],
    [2000000000, "69279037"],
    [20000000000, "65353130"],
  ] as const)
    it(`are those of RFC 6238 at ${seconds} s`, () => {
      expect(codeAt(secret, at(seconds), 8)).to.equal(code);
      expect(stepOfCode(secret, code.slice(2), at(seconds), 0)).to.equal(Math.floor(seconds / 30));
    });

  it("are taken one step early or late, not two, and never twice", () => {
    const now = at(1_700_000_010);
    const step = Math.floor(1_700_000_010 / 30);
    const code = (offset: number) => codeAt(secret, at(1_700_000_010 + 30 * offset));
    expect(stepOfCode(secret, code(-1), now, 0)).to.equal(step - 1);
    expect(stepOfCode(secret, code(1), now, 0)).to.equal(step + 1);
    expect(stepOfCode(secret, code(-2), now, 0)).to.equal(null);
    expect(stepOfCode(secret, code(2), now, 0)).to.equal(null);
    expect(stepOfCode(secret, code(0), now, step)).to.equal(null);
    expect(stepOfCode(secret, code(-1), now, step)).to.equal(null);
    for (const nonsense of ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦"])
      expect(stepOfCode(secret, nonsense, now, 0)).to.equal(null);
  });

  it("have a secret of 160 bits, new each time, and an address that apps read", () => {
    expect(newSecret()).to.match(/^[A-Z2-7]{32}$/);
    expect(newSecret()).to.not.equal(newSecret());
    const url = new URL(authenticatorUrl(secret, "Acme & Söhne", "mia@example.com"));
    expect(url.protocol).to.equal("otpauth:");
    expect(url.searchParams.get("secret")).to.equal(secret);
    expect(url.searchParams.get("issuer")).to.equal("Acme & Söhne");
    expect(decodeURIComponent(url.pathname)).to.contain("Acme & Söhne:mia@example.com");
  });
});
