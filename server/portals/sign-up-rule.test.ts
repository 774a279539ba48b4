import { expect } from "chai";
import { domainFits } from "./sign-up-rule.ts";

const table: [string, string[], string[], boolean][] = [
  ["a@x.org", [], [], true],
  ["a@x.org", ["x.org"], [], true],
  ["a@X.ORG", ["x.org"], [], true],
  ["a@sub.x.org", ["x.org"], [], false],
  ["a@sub.x.org", ["*.x.org"], [], true],
  ["a@x.org", ["*.x.org"], [], false],
  ["a@evilx.org", ["*.x.org"], [], false],
  ["x.org@evil.org", ["x.org"], [], false],
  ["a@x.org", [], ["x.org"], false],
  ["a@x.org", ["x.org"], ["x.org"], false],
  ["a@y.org", ["x.org"], [], false],
];

describe("mail domains that may sign up", () => {
  for (const [email, allowed, denied, fits] of table)
    it(`${fits ? "let" : "keep out"} ${email}: allowed [${allowed.join()}], denied [${denied.join()}]`, () =>
      expect(domainFits({ allowed, denied }, email)).to.equal(fits));
});
