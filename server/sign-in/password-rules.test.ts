import { expect } from "chai";
import { passwordProblem } from "./password-rules.ts";

const ana = { email: "ana.keller@example.com", name: "Ana Keller" };
const table: [string, string | null][] = [
  ["correct horse battery", null],
  ["Ana likes tall lamps", null],
  ["пароль из трёх слов", null],
  ["eleven char", "sign-in.passwordShort"],
  ["👍👍👍👍👍👍", "sign-in.passwordShort"],
  ["aaaaaaaaaaaaaaaa", "sign-in.passwordSimple"],
  ["123456789012", "sign-in.passwordSimple"],
  ["abcdefghijklm", "sign-in.passwordSimple"],
  ["qwertyuiopqw", "sign-in.passwordSimple"],
  ["P@ssw0rd-2026!", "sign-in.passwordCommon"],
  ["Password123456", "sign-in.passwordCommon"],
  ["changeme-2026!", "sign-in.passwordCommon"],
  ["ana.keller@example.com", "sign-in.passwordPersonal"],
  ["AnaKeller12345", "sign-in.passwordPersonal"],
];

describe("the rules for a new password", () => {
  for (const [password, problem] of table)
    it(`${problem ?? "accept"}: ${password}`, () => {
      expect(passwordProblem(password, ana, 12)).to.equal(problem);
    });
});
