import { expect } from "chai";
import { reportTable } from "./report.ts";
import type { Target, Trial } from "./row.ts";
import { allRows } from "./rows/all.ts";
import { chooseRows } from "./running.ts";
import { problemsOf, verdictOf } from "./verdict.ts";

const target: Target = { median: 3, max: 5, role: "moves", duplicateMails: 1, reason: /renew/ };
const trial = (given: Partial<Trial> = {}): Trial => ({
  ...{ row: "1", trial: 1, at: "2026-11-22T08:00:00.000Z", outage: 2.5, requests: 500, failed: 60 },
  ...{ p99: 40, writes: 100, lost: [], wrong: [], duplicateMails: 0, signedOut: [], twoHolders: 0 },
  ...{ before: "a", after: "b", roleChanges: 1, reason: "a did not renew", whole: 12.34, notes: [] },
  problems: [],
  ...given,
});

describe("the verdict on a trial", () => {
  const cases: [string, Partial<Target>, Partial<Trial>, RegExp | null][] = [
    ["is good when all is kept", {}, {}, null],
    ["counts a lost write", {}, { lost: ["lab-1."] }, /1 acknowledged writes lost/],
    ["counts what is there twice", {}, { wrong: ["lab-1. is there twice on a"] }, /1 wrong/],
    ["counts who was signed out", {}, { signedOut: ["x@example.com"] }, /signed out/],
    ["sees two holders", {}, { twoHolders: 0.2 }, /two holders .* 1 ms/],
    ["forgives one duplicate mail for each change of role", {}, { duplicateMails: 2, roleChanges: 2 }, null],
    ["but not more", {}, { duplicateMails: 2 }, /2 duplicate mails/],
    ["knows the longest outage", {}, { outage: 5.01 }, /outage of 5.01 s, promised at most 5/],
    ["forgives no failed request where none may fail", { max: 0, median: 0 }, { failed: 1 }, /1 of 500/],
    ["wants the role to move", {}, { after: "a" }, /did not move/],
    ["wants it to stay", { role: "stays" }, {}, /changed 1 times/],
    ["reads the reason", {}, { reason: "because" }, /reason is wrong/],
    ["limits the changes of role", { roleChanges: 3 }, { roleChanges: 4 }, /4 changes/],
    ["wants the cluster whole again", {}, { whole: null }, /not whole again within 120/],
  ];
  for (const [name, wanted, given, problem] of cases)
    it(name, () => {
      const problems = problemsOf({ ...target, ...wanted }, trial(given));
      if (problem === null) expect(problems).to.deep.equal([]);
      else expect(problems.join()).to.match(problem);
    });
});

describe("the table", () => {
  const row = { id: "1", title: "primary off", target };

  it("has a line for each row, with median and worst", () => {
    const verdicts = [
      verdictOf(row, [
        trial({ outage: 2 }),
        trial({ outage: 4, trial: 2 }),
        trial({ outage: 2.4, trial: 3 }),
      ]),
      verdictOf({ ...row, id: "15", title: "slow disk" }, [], "this kernel has no dm-delay"),
    ];
    const lines = reportTable(verdicts).split("\n");
    expect(lines[2]).to.match(
      /^\| 1 +\| primary off \| 3 +\| 2\.4 \/ 4\.0 +\| 3 \/ 5 .*\| 180 of 1,500 .*\| 12\.3 \/ 12\.3 .*\| PASS/,
    );
    expect(lines[3]).to.match(/not here: this kernel has no dm-delay/);
  });

  it("fails a row whose median is too slow, though each trial is quick enough", () => {
    const slow = verdictOf(row, [trial({ outage: 4 }), trial({ outage: 4.5 })]);
    expect([slow.passed, slow.problems]).to.deep.equal([false, ["median outage 4.25 s, promised 3 s"]]);
  });
});

describe("the rows of the matrix", () => {
  const all = allRows({ seconds: 600, seed: 1 });
  const ids = (...words: string[]) => chooseRows(all, words).map(({ id }) => id);

  it("are all there, each once, in order", () => {
    const numbers = [...new Set(all.map(({ id }) => parseInt(id, 10)))];
    expect(numbers).to.deep.equal(Array.from({ length: 25 }, (_, index) => index + 1));
    expect(new Set(all.map(({ id }) => id)).size).to.equal(all.length);
  });

  it("are chosen by number with all variants, by name, by range", () => {
    expect(ids("10")).to.deep.equal(["10a", "10b", "10c"]);
    expect(ids("6b", "1")).to.deep.equal(["1", "6b"]);
    expect(ids("3-5")).to.deep.equal(["3", "4", "5"]);
    expect(() => ids("99")).to.throw(/no row "99"/);
  });
});
