import { expect } from "chai";
import { mayRevive } from "./galera-revival.ts";
import { type DatabaseThere, decideStart } from "./galera-start.ts";
import { wantedWeight } from "./galera-weight.ts";

const at = (seqno: number, uuid = "u") => ({ uuid, seqno });
const there = (state: DatabaseThere["state"], seqno?: number, uuid?: string): DatabaseThere => ({
  state,
  position: seqno === undefined ? null : at(seqno, uuid),
});

describe("how MariaDB starts on a data node", () => {
  const cases: [string, number | null, Record<string, DatabaseThere | null>, string, RegExp][] = [
    ["alone", 7, {}, "bootstrap", /only data node/],
    ["alone for the first time", null, {}, "bootstrap", /only data node/],
    ["another serves", 7, { a: there("primary", 9) }, "join", /a serves/],
    ["another serves, a third is silent", 7, { a: there("primary", 9), c: null }, "join", /a serves/],
    ["another is silent", 7, { a: null }, "wait", /a may have newer data and does not answer/],
    ["another is starting", 7, { a: there("starting", 7) }, "wait", /a is starting/],
    ["another joins somebody", 7, { a: there("joining", 7) }, "wait", /a is joining/],
    ["another is stopped", 9, { a: there("stopped") }, "wait", /npm start/],
    ["another is newer", 7, { a: there("waiting", 9) }, "wait", /a has the newest data/],
    ["it is newer", 9, { a: there("waiting", 7) }, "bootstrap", /newest/],
    ["both are as new", 7, { a: there("waiting", 7) }, "wait", /a has the newest data/],
    ["both are as new, and it comes first", 7, { z: there("waiting", 7) }, "bootstrap", /newest/],
    ["the other one's data is of another history", 9, { a: there("waiting", 7, "v") }, "wait", /histories/],
    ["the other one has none yet", 9, { a: there("waiting") }, "bootstrap", /newest/],
    ["it has none yet", null, { a: there("waiting", 7) }, "wait", /a has the newest/],
    ["nobody has any", null, { a: there("waiting") }, "wait", /no data node has data/],
    ["another runs without a majority", 7, { z: there("separated", 7) }, "wait", /z runs without a majority/],
    ["another runs with older data", 9, { a: there("separated", 7) }, "bootstrap", /newest/],
    ["of three one is silent", 9, { a: there("waiting", 7), c: null }, "wait", /c may have newer/],
  ];
  for (const [situation, seqno, others, act, reason] of cases)
    it(`${situation}: ${act}`, () => {
      const decision = decideStart({
        self: "b",
        position: seqno === null ? null : at(seqno),
        others: Object.entries(others).map(([name, state]) => ({ name, there: state })),
        othersLost: false,
      });
      expect(decision.act).to.equal(act);
      expect(decision.reason).to.match(reason);
    });

  const lost = (others: Record<string, DatabaseThere | null>) =>
    decideStart({
      self: "b",
      position: at(7),
      others: Object.entries(others).map(([name, state]) => ({ name, there: state })),
      othersLost: true,
    });

  it("begins without a silent one when the operator says that it is lost", () =>
    expect(lost({ a: null })).to.deep.include({ act: "bootstrap", ask: [] }));

  it("believes those that answer more than the operator", () => {
    expect(lost({ a: there("primary", 9) }).act).to.equal("join");
    expect(lost({ a: there("waiting", 9) }).act).to.equal("wait");
    expect(lost({ a: there("waiting", 5), c: null })).to.deep.include({ act: "bootstrap", ask: ["a"] });
  });

  it("takes the witnesses' votes away while a database runs that could find its majority with one", () => {
    expect(lost({ a: there("separated", 5) }).stopsWitnesses).to.equal(true);
    expect(lost({ a: there("waiting", 5) }).stopsWitnesses).to.equal(false);
  });
});

describe("a database that runs without a majority", () => {
  const cases: [string, number, Record<string, DatabaseThere | null>, readonly string[] | null][] = [
    ["the other one waits", 1, { a: there("waiting", 5) }, ["a"]],
    ["the other one waits with newer data", 1, { a: there("waiting", 9) }, null],
    ["the other one waits with other data", 1, { a: there("waiting", 5, "v") }, null],
    ["the other one is silent", 1, { a: null }, null],
    ["the other one serves", 1, { a: there("primary", 7) }, null],
    ["the other one is starting", 1, { a: there("starting", 5) }, null],
    ["the other one is stopped", 1, { a: there("stopped") }, null],
    ["the other one runs in the same part, and comes first", 2, { a: there("separated", 7) }, null],
    ["the other one runs in the same part", 2, { z: there("separated", 7) }, ["z"]],
    ["the other one runs apart", 1, { z: there("separated", 7) }, null],
    ["a third waits", 2, { z: there("separated", 7), c: there("waiting", 3) }, ["c", "z"]],
    ["a third is silent", 2, { z: there("separated", 7), c: null }, null],
  ];
  for (const [situation, dataNodesHere, others, expected] of cases)
    it(`${situation}: ${expected ? "goes on when they agree" : "stays as it is"}`, () =>
      expect(
        mayRevive({
          self: "b",
          position: at(7),
          dataNodesHere,
          others: Object.entries(others).map(([name, state]) => ({ name, there: state })),
        }),
      ).to.deep.equal(expected));
});

describe("how much a vote counts", () => {
  const cases: [string, number, number, boolean, number][] = [
    ["alone", 1, 0, false, 2],
    ["alone with a witness", 1, 1, true, 2],
    ["two, and it acts", 2, 0, true, 2],
    ["two, and the other one acts", 2, 0, false, 1],
    ["two and a witness", 2, 1, true, 1],
    ["three", 3, 0, true, 1],
  ];
  for (const [situation, dataNodes, witnesses, acts, weight] of cases)
    it(`${situation}: ${weight}`, () =>
      expect(wantedWeight({ dataNodes, witnesses }, acts)).to.equal(weight));
});
