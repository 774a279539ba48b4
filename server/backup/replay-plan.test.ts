import { expect } from "chai";
import { OperatorError } from "../installation/command.ts";
import { pieceName, piecesAmong } from "./file-names.ts";
import { isOlder } from "./fitting.ts";
import { planReplay, type ReplayTarget } from "./replay-plan.ts";
import { targetTime } from "./restore-command.ts";

const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 10, minute));
const [own, peer, stranger] = ["0123abcd00000000", "0123abcd11111111", "ffffffff11111111"];
const piece = (number: number, from: number, to: number, minute: number, stream = own) =>
  pieceName({ node: "a", stream, number, from, to, until: at(minute) });
const position = { stream: own, file: "binlog.000007", offset: 150, gtid: "101-1-4,1-1-700" };
const whole = [
  piece(6, 0, 900, 0),
  piece(7, 0, 100, 5),
  piece(7, 100, 300, 10),
  piece(7, 300, 400, 15),
  piece(8, 0, 50, 15),
  piece(8, 50, 90, 20),
];

describe("a replay of binary logs", () => {
  const rows: [string, string[], ReplayTarget, string | RegExp][] = [
    ["all of it", whole, "latest", "7:0-100,100-300,300-400 8:0-50,50-90"],
    ["only what is needed and a minute more", whole, at(9), "7:0-100,100-300"],
    ["what was archived in the next minute, too", whole, at(10), "7:0-100,100-300,300-400"],
    ["across logs", whole, at(16), "7:0-100,100-300,300-400 8:0-50,50-90"],
    [
      "the longer of two pieces that begin alike",
      [...whole, piece(7, 100, 200, 9)],
      at(9),
      "7:0-100,100-300",
    ],
    [
      "no other data folder's logs",
      [...whole, piece(9, 0, 50, 25, stranger)],
      "latest",
      "7:0-100,100-300,300-400 8:0-50,50-90",
    ],
    [
      "not beyond a missing piece",
      whole.filter((name) => name !== piece(8, 0, 50, 15)),
      at(19),
      /reach to 2026-11-22 10:15:00 UTC only/,
    ],
    [
      "nothing without the log's beginning",
      whole.filter((name) => name !== piece(7, 0, 100, 5)),
      "latest",
      /are not there/,
    ],
    ["nothing when the logs end before the backup", [piece(7, 0, 100, 5)], "latest", /are not there/],
    [
      "the logs of another node of the cluster where its own end",
      [...whole.slice(0, 3), piece(4, 0, 9, 1, peer), piece(6, 0, 9, 4, peer), piece(7, 0, 99, 20, peer)],
      at(16),
      "6:0-9 7:0-99 from 1-1-700",
    ],
    [
      "not those of another cluster",
      [...whole.slice(0, 3), piece(7, 0, 99, 20, stranger)],
      at(16),
      /10:10:00 UTC only/,
    ],
    ["nothing before the backup", whole, at(3), /which is after 2026-11-22 10:03:00 UTC: take an older one/],
  ];
  for (const [what, names, target, expected] of rows)
    it(`takes ${what}`, () => {
      const plan = () => planReplay(piecesAmong(names), { position, at: at(7) }, target);
      if (expected instanceof RegExp) return void expect(plan).to.throw(OperatorError, expected);
      const { logs, start } = plan();
      const found = logs.map(
        ({ number, pieces }) => `${number}:${pieces.map(({ from, to }) => `${from}-${to}`).join(",")}`,
      );
      const begin = start === position.offset ? "" : ` from ${start}`;
      return void expect(`${found.join(" ")}${begin}`).to.equal(expected);
    });

  const now = new Date("2026-11-22T12:00:00Z");
  for (const text of [
    "yesterday",
    "2026-11-22",
    "10:15",
    "2026-13-40 10:15:00",
    "2026-11-22 10:15:00 CET",
    "2027-01-01 00:00:00",
    "",
  ])
    it(`refuses the moment "${text}"`, () =>
      expect(() => targetTime(text, now)).to.throw(OperatorError, /^--to-time: /));
  it("understands local time, a zone and latest", () => {
    expect(targetTime("2026-11-22 10:15:07", now)).to.deep.equal(new Date(2026, 10, 22, 10, 15, 7));
    expect(targetTime("2026-11-22T10:15:07+01:00", now)).to.deep.equal(new Date("2026-11-22T09:15:07Z"));
    expect(targetTime("latest", now)).to.equal("latest");
  });

  const versions: [string, string, boolean][] = [
    ["10.11.19", "10.11.19-MariaDB-0+deb12u1-log", false],
    ["10.11.2", "10.11.19-MariaDB", false],
    ["10.6.30", "10.11.19-MariaDB", true],
    ["11.8.1", "10.11.19-MariaDB", false],
    ["10.11.19", "11.4.2-MariaDB", true],
  ];
  for (const [here, archive, older] of versions)
    it(`knows that ${here} ${older ? "cannot" : "can"} read the files of ${archive}`, () =>
      expect(isOlder(here, archive)).to.equal(older));
});
