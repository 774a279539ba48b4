import { expect } from "chai";
import { type Attempt, longestOutage, median, outagesOf, quantile } from "./outage.ts";
import { overlapsOf } from "./vip-watch.ts";

/** "at ms ok" */
const attempts = (...rows: readonly (readonly [at: number, ms: number, ok: boolean])[]): Attempt[] =>
  rows.map(([at, ms, ok]) => ({ at, ms, ok, kind: "list", answer: ok ? "200" : "TIMEOUT" }));

describe("the arithmetic of outages", () => {
  const cases: [string, Attempt[], [number, number][]][] = [
    ["nothing failed", attempts([0, 10, true], [100, 10, true]), []],
    ["nothing happened", [], []],
    [
      "first failed start to first later success",
      attempts([0, 10, true], [100, 1000, false], [150, 1000, false], [1300, 20, true]),
      [[100, 1320]],
    ],
    [
      "a success that began before the failure does not end it",
      attempts([90, 500, true], [100, 10, false], [700, 5, true]),
      [[100, 705]],
    ],
    [
      "one failed among many that went on",
      attempts([0, 1000, false], [50, 5, true], [100, 5, true]),
      [[0, 55]],
    ],
    [
      "two outages apart",
      attempts([0, 1, false], [10, 1, true], [100, 1, false], [110, 2, true]),
      [
        [0, 11],
        [100, 112],
      ],
    ],
    [
      "failures again before the first success ended are one outage",
      attempts([0, 1, false], [10, 50, true], [40, 1, false], [70, 5, true]),
      [[0, 75]],
    ],
    ["in any order", attempts([1300, 20, true], [100, 1000, false]), [[100, 1320]]],
    ["never again", attempts([0, 1, true], [10, 5, false], [30, 70, false]), [[10, 100]]],
  ];
  for (const [name, given, expected] of cases)
    it(name, () => {
      expect(outagesOf(given).map(({ from, to }) => [from, to])).to.deep.equal(expected);
    });

  it("reports the longest one in seconds", () => {
    expect(longestOutage(cases[5]?.[1] ?? [])).to.equal(0.012);
    expect(longestOutage([])).to.equal(0);
  });

  it("knows median and quantiles", () => {
    expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([])]).to.deep.equal([2, 2.5, 0]);
    expect([quantile([1, 2, 3, 4], 0.5), quantile([1, 2, 3, 4], 1), quantile([], 0.99)]).to.deep.equal([
      3, 4, 0,
    ]);
  });
});

describe("two holders of the virtual address", () => {
  it("are stretches of different hosts that overlap, by however little", () => {
    expect(
      overlapsOf([
        { host: "a", from: 0, to: 10 },
        { host: "a", from: 5, to: 10 },
        { host: "b", from: 10, to: 20 },
        { host: "a", from: 19, to: Infinity },
      ]),
    ).to.deep.equal([{ hosts: ["b", "a"], from: 19, to: 20 }]);
  });
});
