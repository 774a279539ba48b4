import { expect } from "chai";
import { hostProblem, problemOf } from "./hosts.ts";

describe("where a host name leads", () => {
  it("is here when one of its addresses is this machine's or the one that was asked", () => {
    expect(problemOf(["127.0.0.1"], undefined)).to.equal(null);
    expect(problemOf(["192.0.2.7", "192.0.2.8"], "::ffff:192.0.2.8")).to.equal(null);
  });
  it("is elsewhere when none is", () => expect(problemOf(["192.0.2.7"], "127.0.0.1")).to.equal("elsewhere"));
  it("is unknown without an address", async () => {
    expect(problemOf([], "127.0.0.1")).to.equal("unknown");
    expect(await hostProblem("nobody-has-this.invalid", "127.0.0.1")).to.equal("unknown");
  });
});
