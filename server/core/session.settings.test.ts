import { expect } from "chai";
import { cookieLife, sessionEnd } from "./session.settings.ts";

const hour = 3_600_000;
const day = 24 * hour;
const begun = Date.parse("2026-01-01T08:00:00Z");

describe("how long a session lasts", () => {
  const table: [string, { signedInAt?: number; keep?: boolean }, number, number][] = [
    ["twelve hours after it was used last", { signedInAt: begun }, begun + hour, begun + 13 * hour],
    [
      "seven days after signing in, however much it is used",
      { signedInAt: begun },
      begun + 7 * day - 1,
      begun + 7 * day,
    ],
    ["thirty days when it is kept, used or not", { signedInAt: begun, keep: true }, begun, begun + 30 * day],
    ["from its last use when nothing else is known", {}, begun, begun + 12 * hour],
  ];
  for (const [fact, session, usedAt, end] of table)
    it(fact, () => {
      expect(sessionEnd(session, usedAt)).to.equal(end);
    });

  it("leaves the cookie to the browser's own life unless it is kept", () => {
    expect(cookieLife({ signedInAt: begun })).to.equal(null);
    expect(cookieLife({ signedInAt: begun, keep: true })).to.equal(30 * day);
  });
});
