import { expect } from "chai";
import { fullName, fullsAmong, pieceName, piecesAmong } from "./file-names.ts";
import { expiredFulls, expiredPieces } from "./retention.ts";

const day = 86_400_000;
const keep = { daily: 7, weekly: 4, monthly: 6 };
const full = (at: string) => fullName("a", new Date(at));
const spoken = (at: Date) => at.toISOString().slice(0, 10);

describe("the retention of backups", () => {
  it("leaves seven days, four weeks and six months of a year of nights", () => {
    const nights = Array.from(
      { length: 365 },
      (_, n) => new Date(Date.parse("2026-11-22T02:30:00Z") - n * day),
    );
    const fulls = fullsAmong(nights.map((at) => fullName("a", at)));
    const expired = new Set(expiredFulls(fulls, keep));
    expect(fulls.filter((each) => !expired.has(each)).map(({ at }) => spoken(at))).to.deep.equal([
      // The last of each month, of each week (Sundays), and each day. 2026-11-22 is a Sunday.
      ...["2026-06-30", "2026-07-31", "2026-08-31", "2026-09-30", "2026-10-31"],
      ...["2026-11-01", "2026-11-08", "2026-11-15"],
      ...["2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20", "2026-11-21", "2026-11-22"],
    ]);
  });

  const table: [string, string[], typeof keep, string[]][] = [
    ["nothing of nothing", [], keep, []],
    [
      "never the newest, even when nothing is to be kept",
      ["2020-01-01T00:00:00Z"],
      { daily: 0, weekly: 0, monthly: 0 },
      [],
    ],
    [
      "the earlier of two on one day",
      ["2026-11-22T02:30:00Z", "2026-11-22T12:00:00Z"],
      keep,
      ["2026-11-22T02:30:00Z"],
    ],
    [
      "what is older than the number of days that have a backup, not than days that passed",
      ["2026-01-01T02:30:00Z", "2026-03-01T02:30:00Z", "2026-11-22T02:30:00Z"],
      { daily: 2, weekly: 0, monthly: 0 },
      ["2026-01-01T02:30:00Z"],
    ],
    [
      "by Monday as the first day of a week",
      ["2026-11-15T02:30:00Z", "2026-11-16T02:30:00Z", "2026-11-17T02:30:00Z"],
      { daily: 1, weekly: 2, monthly: 0 },
      ["2026-11-16T02:30:00Z"],
    ],
  ];
  for (const [what, given, rule, gone] of table)
    it(`removes ${what}`, () =>
      expect(expiredFulls(fullsAmong(given.map(full)), rule).map(({ name }) => name)).to.deep.equal(
        gone.map(full),
      ));

  it("never touches files of other names", () => {
    const names = [
      "notes.txt",
      "holdfast-a-20200101T000000Z.backup.part",
      "x-holdfast-a-20200101T000000Z.backup",
    ];
    expect([...fullsAmong(names), ...piecesAmong(names)]).to.deep.equal([]);
  });

  it("keeps a log whole as long as its end is younger than the oldest daily backup", () => {
    const now = new Date("2026-11-22T12:00:00Z");
    const piece = (number: number, from: number, until: string) =>
      pieceName({
        node: "a",
        stream: "0123abcd01234567",
        number,
        from,
        to: from + 10,
        until: new Date(until),
      });
    const fulls = fullsAmong(["2026-11-01", "2026-11-16", "2026-11-20"].map((at) => full(`${at}T02:30:00Z`)));
    const old = piece(1, 0, "2026-11-10T00:00:00Z");
    const standsIn = piece(3, 0, "2026-11-16T02:25:00Z");
    const pieces = piecesAmong([
      old,
      standsIn,
      piece(2, 0, "2026-11-15T00:00:00Z"),
      piece(2, 10, "2026-11-17T00:00:00Z"),
    ]);
    const gone = (having: typeof fulls) =>
      expiredPieces(pieces, having, { ...keep, daily: 2 }, now).map(({ name }) => name);
    expect(gone(fulls)).to.deep.equal([old]);
    expect(gone([])).to.deep.equal([old]);
  });
});
