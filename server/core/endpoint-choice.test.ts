import { expect } from "chai";
import { chooseEndpoint } from "./endpoint-choice.ts";
import type { Answer } from "./endpoint-watch.ts";

describe("which database server is used", () => {
  type Look = Answer | [Answer, number];
  const cases: [string, Look[], number, number][] = [
    ["this node's while it serves", ["serving", "serving"], 0, 0],
    ["this node's while it gives a joining node its state", ["behind", "serving"], 0, 0],
    ["another one when this node's is off", ["unable", "serving"], 0, 1],
    ["another one when this node's hangs", ["silent", "serving"], 0, 1],
    ["one that is behind rather than none", ["unable", "behind", "unable"], 0, 1],
    ["the one as before when none is better", ["silent", "silent"], 0, 0],
    ["another one still while this node's has served only once", [["serving", 1], "serving"], 1, 1],
    ["this node's again once it served twice", [["serving", 2], "serving"], 1, 0],
    ["another one still while this node's joins", [["behind", 9], "serving"], 1, 1],
    ["this node's although it is behind, when the other goes", ["behind", "unable"], 1, 0],
  ];
  for (const [what, looks, current, expected] of cases)
    it(`is ${what}`, () => {
      const conditions = looks.map((look) => {
        const [answer, streak] = typeof look === "string" ? [look, 1] : look;
        return { answer, streak, detail: "" };
      });
      expect(chooseEndpoint(conditions, current)).to.equal(expected);
    });
});
