import { expect } from "chai";
import { type Attempts, countAttempt, noAttempts } from "./lockout.ts";

const now = new Date("2026-01-01T00:00:00Z");
const rule = { mostFailures: 3, lockMs: 60_000, windowMs: 600_000 };

describe("the lockout", () => {
  const attempts = (count: number) => {
    let after: Attempts = noAttempts;
    const verdicts: string[] = [];
    for (let each = 0; each < count; each++) {
      const counted = countAttempt(after, rule, now);
      after = counted.after;
      verdicts.push(counted.verdict);
    }
    return { verdicts, after };
  };

  it("looks at as many passwords as the rule says, then tells a few times of the lock, then is silent", () => {
    expect(attempts(9).verdicts).to.deep.equal([
      ...["try", "try", "try"],
      ...["locked", "locked", "locked", "locked", "locked"],
      "silent",
    ]);
  });

  it("locks for as long as the rule says", () => {
    const { after } = attempts(3);
    expect(after.lockedUntil).to.deep.equal(new Date(now.getTime() + 60_000));
    expect(countAttempt(after, rule, new Date(now.getTime() + 60_001))).to.deep.equal({
      after: { failed: 1, lockedUntil: null, failingSince: new Date(now.getTime() + 60_001) },
      verdict: "try",
    });
  });

  it("forgets failures that lie further back than the rule looks", () => {
    const { after } = attempts(2);
    const later = new Date(now.getTime() + 600_001);
    expect(countAttempt(after, rule, later).after).to.deep.equal({
      failed: 1,
      lockedUntil: null,
      failingSince: later,
    });
    expect(countAttempt(after, rule, new Date(now.getTime() + 599_000)).after.failed).to.equal(3);
  });
});
