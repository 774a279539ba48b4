import { expect } from "chai";
import { duration, statusTable } from "./reporting.ts";

describe("npm run status", () => {
  const durations: [number, string][] = [
    [6_900, "6 s"],
    [5 * 60_000, "5 min"],
    [4 * 3_600_000 + 5 * 60_000, "4 h 5 min"],
    [76 * 3_600_000, "3 d 4 h"],
  ];
  for (const [milliseconds, text] of durations)
    it(`says ${text}`, () => expect(duration(milliseconds)).to.equal(text));

  it("shows processes and checks", () => {
    const now = new Date();
    const web = {
      name: "web",
      pid: 12,
      state: "online",
      since: new Date(now.getTime() - 61_000),
      restarts: 2,
      memory: 90 * 1024 * 1024,
    };
    const common = {
      running: true,
      ready: false,
      node: "a",
      address: "http://h",
      data: "/d",
      database: "embedded",
      redis: "REDIS_URL",
      role: { role: "primary", epoch: 3, since: "2026-11-22T10:00:00.000Z", reason: "a holds the role" },
    };
    const text = statusTable(
      {
        ...common,
        processes: [web],
        checks: { database: { status: "failed", detail: "lost" } },
        problem: undefined,
      },
      now,
    );
    expect(text)
      .to.match(/^Holdfast, node a: NOT READY$/m)
      .and.match(/^ {2}web +12 +online +1 min +2 +90 MB$/m);
    expect(text).to.contain("role         primary, term 3, since 2026-11-22 10:00:00 UTC: a holds the role");
    expect(text).to.match(/^ {2}database +failed: lost$/m);
  });
});
