import { expect } from "chai";
import { supportOf } from "./support.ts";

const table: [string, string | null][] = [
  ["", null],
  ["  ", null],
  ["the person at the desk", "|the person at the desk|null|"],
  ["help@example.com", "|help@example.com|mailto:help@example.com|"],
  ["Service desk: help@example.com.", "Service desk: |help@example.com|mailto:help@example.com|."],
  ["Call +49 (30) 123-4567, Ada", "Call |+49 (30) 123-4567|tel:+49301234567|, Ada"],
  ["See https://example.com/help?a=1.", "See |https://example.com/help?a=1|https://example.com/help?a=1|."],
  ["javascript:alert(1)", "|javascript:alert(1)|null|"],
  ["Room 12, 4th floor", "|Room 12, 4th floor|null|"],
];

describe("whom to ask for help", () => {
  for (const [words, parts] of table)
    it(`reads "${words}"`, () => {
      const support = supportOf(words);
      const shown = support && [support.before, support.text, String(support.url), support.after].join("|");
      expect(shown).to.equal(parts);
    });
});
