import { expect } from "chai";
import { rolledBack } from "../test/harness.ts";
import { beginRun, endKilledRuns, endRun, lastBackup, noteLogs, slotToRetry } from "./runs.ts";
import { waitBeforeBackup } from "./schedule.ts";

const made = {
  file: "/backups/holdfast-b-20261122T023000Z.backup",
  bytes: 412_345_678,
  tables: 42,
  rows: 1204,
  verified: "42 tables with 1,204 rows equal to the running database's at binlog.000003:379",
  newKey: false,
};
const slot = "2026-11-22T02:30:00.000Z";

describe("the record of backups", () => {
  const tx = rolledBack();

  it("lets one node only take a moment of the schedule", async () => {
    expect(await beginRun(tx(), "b", slot)).to.be.a("number");
    expect(await beginRun(tx(), "a", slot)).to.equal(null);
    expect(await beginRun(tx(), "a", null)).to.be.a("number");
  });

  it("shows the newest verified one, whatever failed since", async () => {
    expect(await lastBackup(tx())).to.equal(null);
    await endRun(tx(), (await beginRun(tx(), "b", slot)) ?? 0, "b", made);
    await endRun(tx(), (await beginRun(tx(), "b", null)) ?? 0, "b", new Error("disk full"));
    await noteLogs(tx(), "b", new Date(), 1000);
    const last = await lastBackup(tx());
    expect(Date.now() - Date.parse(last?.at ?? "")).to.be.lessThan(60_000);
    expect(last?.detail).to.equal(`on b, 412 MB; ${made.verified}`);
  });

  it("gives a moment back that failed, to be tried again for half a day", async () => {
    await endRun(tx(), (await beginRun(tx(), "b", slot)) ?? 0, "b", new Error("disk full"));
    expect(await slotToRetry(tx(), new Date("2026-11-22T14:29:00Z"))).to.equal(slot);
    expect(await slotToRetry(tx(), new Date("2026-11-22T14:31:00Z"))).to.equal(null);
    const again = await beginRun(tx(), "a", slot);
    expect(again).to.be.a("number");
    expect(await slotToRetry(tx(), new Date("2026-11-22T03:00:00Z"))).to.equal(null);
    await endRun(tx(), again ?? 0, "a", made);
    expect(await slotToRetry(tx(), new Date("2026-11-22T03:00:00Z"))).to.equal(null);
  });

  it("ends the notes of runs that were killed, on their own node", async () => {
    await beginRun(tx(), "a", null);
    await beginRun(tx(), "b", slot);
    await endKilledRuns(tx(), "b");
    expect(await tx()("backups").orderBy("id").select("node", "state")).to.deep.equal([
      { node: "a", state: "running" },
      { node: "b", state: "failed" },
    ]);
    expect(await slotToRetry(tx(), new Date("2026-11-22T03:00:00Z"))).to.equal(slot);
  });

  it("does not repeat what was tried by hand", async () => {
    await endRun(tx(), (await beginRun(tx(), "b", null)) ?? 0, "b", new Error("disk full"));
    expect(await slotToRetry(tx(), new Date("2026-11-22T03:00:00Z"))).to.equal(null);
  });

  it("keeps one row for each node's logs", async () => {
    for (const node of ["a", "b", "a"]) await noteLogs(tx(), node, new Date(), 1000);
    expect(await tx()("backups").where({ kind: "log" }).select("slot").orderBy("slot")).to.deep.equal([
      { slot: "log:a" },
      { slot: "log:b" },
    ]);
  });

  const turns: [string, boolean, number, number][] = [
    ["a standby", false, 2, 0],
    ["who is alone", true, 1, 0],
    ["who is alone and not yet told its role", false, 1, 0],
    ["who acts, with a standby", true, 2, 5 * 60_000],
  ];
  for (const [who, holds, nodes, wait] of turns)
    it(`lets ${who} wait ${wait / 60_000} minutes`, () =>
      expect(waitBeforeBackup(holds, nodes)).to.equal(wait));
});
