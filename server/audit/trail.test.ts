import { expect } from "chai";
import { csvLine } from "./trail.ts";

describe("a line of CSV", () => {
  for (const [cell, written] of [
    ["plain", '"plain"'],
    ['say "hi"', '"say ""hi"""'],
    ["a,b\nc", '"a,b\nc"'],
    ["=HYPERLINK(1)", '"\'=HYPERLINK(1)"'],
    ["+1", '"\'+1"'],
    ["-1", '"\'-1"'],
    ["@x", '"\'@x"'],
    ["", '""'],
  ] as const)
    it(`writes ${JSON.stringify(cell)}`, () => expect(csvLine([cell, "b"])).to.equal(`${written},"b"\r\n`));
});
