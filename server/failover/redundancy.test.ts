import { expect } from "chai";
import { aCluster, aNode } from "../test/agent.ts";
import { rolledBack } from "../test/harness.ts";
import { createRedundancyWatch, recordRedundancy, redundancyChange } from "./redundancy.ts";

describe("a change of redundancy", () => {
  const cases: [string, "lost" | "restored" | null, boolean, "lost" | "restored" | null][] = [
    ["nothing, on a single machine", null, false, null],
    ["that it is there, for the first time", null, true, "restored"],
    ["nothing, while it stays", "restored", true, null],
    ["that it is lost", "restored", false, "lost"],
    ["nothing, while it stays lost", "lost", false, null],
    ["that it is back", "lost", true, "restored"],
  ];
  for (const [what, recorded, redundant, change] of cases)
    it(`records ${what}`, () => expect(redundancyChange(recorded, redundant)).to.equal(change));

  const tx = rolledBack();
  const lonely = aCluster({ nodes: [aNode("a"), aNode("b")] });
  const kinds = () => tx()("ha_events").orderBy("id").pluck<string[]>("kind");

  it("is recorded once, by the primary, after five seconds of the same", async () => {
    const watch = createRedundancyWatch();
    const standby = createRedundancyWatch();
    for (let second = 0; second <= 30; second++) {
      const well = second < 10 || second === 15 || second > 20;
      await recordRedundancy(standby, tx(), aCluster({ self: "b" }), second * 1000);
      await recordRedundancy(watch, tx(), well ? aCluster() : lonely, second * 1000);
    }
    // Lost from 10 to 14 and from 16 to 20: four seconds each, which nobody is told of.
    expect(await kinds()).to.eql(["redundancy-restored"]);
    for (let second = 31; second <= 40; second++) await recordRedundancy(watch, tx(), lonely, second * 1000);
    expect(await kinds()).to.eql(["redundancy-restored", "redundancy-lost"]);
    const last = await tx()("ha_events").orderBy("id", "desc").first<{ reason: string; epoch: number }>();
    expect(last).to.include({ reason: lonely.sentence, epoch: 7 });
    // Another agent takes over the watching: what was recorded is not recorded again.
    const next = createRedundancyWatch();
    for (let second = 0; second <= 9; second++) await recordRedundancy(next, tx(), lonely, second * 1000);
    expect(await kinds()).to.have.lengthOf(2);
  });
});
