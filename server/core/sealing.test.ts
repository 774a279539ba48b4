import { expect } from "chai";
import { seal, unseal, useSealing } from "./sealing.ts";

describe("sealing", () => {
  const secret = process.env.HOLDFAST_SECRET ?? "";
  before(() => useSealing(secret));
  after(() => useSealing(secret));

  it("opens what it sealed, for the same purpose and installation only", () => {
    const sealed = seal("a", "Grüße");
    expect(unseal("a", sealed)).to.equal("Grüße");
    expect(unseal("b", sealed)).to.equal(null);
    useSealing("another installation's secret, long enough");
    expect(unseal("a", sealed)).to.equal(null);
    useSealing(secret);
    expect(seal("a", "Grüße")).to.not.equal(sealed);
  });

  it("refuses what was changed in any place", () => {
    const sealed = Buffer.from(seal("a", "text"), "base64url");
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(unseal("a", changed.toString("base64url")), String(at)).to.equal(null);
    }
    for (const nonsense of ["", "x", "%%%", "A".repeat(500)]) expect(unseal("a", nonsense)).to.equal(null);
  });
});
