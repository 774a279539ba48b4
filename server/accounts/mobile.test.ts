import { expect } from "chai";
import { mobileOf } from "./mobile.ts";

describe("a mobile number", () => {
  for (const [typed, country, expected] of [
    ["+49 171 1234567", "", "+491711234567"],
    ["0049 (171) 123-4567", "", "+491711234567"],
    [" +1.415.555.2671 ", "", "+14155552671"],
    ["0171/1234567", "DE", "+491711234567"],
    ["0171 1234567", "", null],
    ["0171 1234567", "XX", null],
    ["+49 1", "", null],
    ["+491711234567890123", "", null],
    ["call me", "DE", null],
    ["+49 171 1234567 ext. 3", "DE", null],
    ["", "DE", null],
  ] as const)
    it(`${JSON.stringify(typed)} at home in ${country || "nowhere"} is ${String(expected)}`, () => {
      expect(mobileOf(typed, country)).to.equal(expected);
    });
});
