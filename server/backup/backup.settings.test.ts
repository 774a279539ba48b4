import { expect } from "chai";
import { loadSettings } from "../core/settings.ts";
import { rolledBack, testDb } from "../test/harness.ts";
import { isDue, keptBackups } from "./backup.settings.ts";

describe("when backups are made and how many stay", () => {
  const db = rolledBack();
  const set = async (values: Record<string, string>) => {
    for (const [name, value] of Object.entries(values))
      await db()("settings").insert({ name, value, changed_by: "", changed_at: new Date() });
    await loadSettings(db());
  };
  afterEach(() => loadSettings(testDb()));

  const minutes = [
    new Date(2026, 10, 22, 2, 29, 59),
    new Date(2026, 10, 22, 2, 30, 12),
    new Date(2026, 10, 22, 23, 5),
  ];
  const due = () => minutes.map(isDue);

  it("is at half past two unless it was set", async () => {
    expect(due()).to.deep.equal([false, true, false]);
    await set({ "backup.startsAt": "23:05" });
    expect(due()).to.deep.equal([false, false, true]);
  });

  it("is never when it was switched off", async () => {
    await set({ "backup.nightly": "false" });
    expect(due()).to.deep.equal([false, false, false]);
  });

  it("keeps as many as was set", async () => {
    expect(keptBackups()).to.deep.equal({ daily: 7, weekly: 4, monthly: 6 });
    await set({ "backup.daily": "14", "backup.monthly": "0" });
    expect(keptBackups()).to.deep.equal({ daily: 14, weekly: 4, monthly: 0 });
  });
});
