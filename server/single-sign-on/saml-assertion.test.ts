import { expect } from "chai";
import { bearerOf } from "./saml-assertion.ts";

const now = Date.parse("2026-03-01T12:00:00Z");
const here = "https://support.example.com/single-sign-on/1/assertions";
const minutes = (by: number) => new Date(now + by * 60_000).toISOString();
const confirmed = (data: Record<string, string>, method = "bearer") => ({
  $: { Method: `urn:oasis:names:tc:SAML:2.0:cm:${method}` },
  SubjectConfirmationData: [{ $: data }],
});
const good = { Recipient: here, InResponseTo: "_1", NotOnOrAfter: minutes(5) };
const assertion = (...confirmations: object[]) => ({
  Assertion: { $: { ID: "_a" }, Subject: [{ SubjectConfirmation: confirmations }] },
});
const read = (document: Record<string, unknown> | undefined) => bearerOf(document, here, now, 60_000);

describe("the bearer's confirmation in an assertion", () => {
  it("says which request it answers and until when it counts", () =>
    expect(read(assertion(confirmed(good)))).to.deep.equal({
      requestId: "_1",
      id: "_a",
      expiresAt: new Date(now + 6 * 60_000),
    }));

  it("is found among others", () =>
    expect(
      read(assertion(confirmed({ ...good, Recipient: "https://other.example" }), confirmed(good))),
    ).to.include({ requestId: "_1" }));

  for (const [what, document, problem] of [
    [
      "for another address",
      assertion(confirmed({ ...good, Recipient: "https://other.example" })),
      "not-for-us",
    ],
    [
      "for an address that only begins like ours",
      assertion(confirmed({ ...good, Recipient: `${here}/x` })),
      "not-for-us",
    ],
    ["that answers no request", assertion(confirmed({ ...good, InResponseTo: "" })), "not-for-us"],
    ["of another method", assertion(confirmed(good, "sender-vouches")), "not-for-us"],
    ["that is missing", assertion(), "not-for-us"],
    ["without data", assertion({ $: { Method: "urn:oasis:names:tc:SAML:2.0:cm:bearer" } }), "not-for-us"],
    ["that ran out", assertion(confirmed({ ...good, NotOnOrAfter: minutes(-1) })), "clock"],
    ["without an end", assertion(confirmed({ Recipient: here, InResponseTo: "_1" })), "clock"],
    ["with an end that is no time", assertion(confirmed({ ...good, NotOnOrAfter: "later" })), "clock"],
    ["that has not begun", assertion(confirmed({ ...good, NotBefore: minutes(2) })), "clock"],
    ["in nothing", undefined, "other"],
  ] as const)
    it(`is refused ${what}`, () => expect(read(document)).to.equal(problem));

  it("forgives a clock one minute", () => {
    const late = { ...good, NotOnOrAfter: minutes(-0.9), NotBefore: minutes(0.9) };
    expect(read(assertion(confirmed(late)))).to.include({ requestId: "_1" });
  });
});
