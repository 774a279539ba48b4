import { expect } from "chai";
import { commonPasswords } from "./common-passwords.ts";
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
  ["Tr4vis!Tr4vis!", "sign-in.passwordCommon"],
  ["chocolate2026!", "sign-in.passwordCommon"],
  ["ethcelochocolate", null],
  ["etalocohcetalocohc", "sign-in.passwordCommon"],
  ["987chocolate654321", "sign-in.passwordCommon"],
  ["q-7!chocolate+Xw%2u", null],
  ["1qaz2wsx3edc4rfv", "sign-in.passwordSimple"],
  ["ana.keller@example.com", "sign-in.passwordPersonal"],
  ["AnaKeller12345", "sign-in.passwordPersonal"],
];

describe("the rules for a new password", () => {
  let breached: ReadonlySet<string>;
  before(async () => {
    breached = await commonPasswords();
  });
  for (const [password, problem] of table)
    it(`${problem ?? "accept"}: ${password}`, () => {
      expect(passwordProblem(password, ana, { shortest: 12, breached })).to.equal(problem);
    });
  it("look at the length alone where administrators say so", () => {
    const lax = { shortest: 12, breached: null };
    expect(passwordProblem("Password123456", ana, lax)).to.equal(null);
    expect(passwordProblem("Password1", ana, lax)).to.equal("sign-in.passwordShort");
  });
});
