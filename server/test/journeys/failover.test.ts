import { expect } from "chai";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { down, up, whyNoLab } from "../../lab/building.ts";
import { startClient } from "../../lab/client-process.ts";
import { onHost } from "../../lab/installing.ts";
import { hostNames } from "../../lab/lab.ts";
import type { Row } from "../../lab/row.ts";
import { allRows } from "../../lab/rows/all.ts";
import { type Rig, runTrial } from "../../lab/trial.ts";
import { watchVip } from "../../lab/vip-watch.ts";

// The headline of the product: three hosts with the real product, one real fault each, seen by clients. The whole matrix is a command:
// npm run lab -- run. Where nobody may make network namespaces (not root, a locked-down container) there is nothing to run it on.
const matrix = allRows({ seconds: 60, seed: 1 });
// What must hold on the busiest machine: nothing lost, nobody signed out, the right server in charge for the right reason, and soon. How
// soon on a quiet one is the lab's to say.
const patient = 15;
function headline(id: string, changes: Partial<Row>): Row {
  const row = matrix.find((each) => each.id === id);
  if (!row) throw new Error(`no row ${id}`);
  const role = row.target.role === "moves" ? "moves" : "any";
  return { ...row, ...changes, target: { ...row.target, role, median: patient, max: patient } };
}
const rows: readonly Row[] = [
  // Once only, and shorter than in the matrix.
  headline("8", {
    title: "planned switchover under load",
    hold: 4,
    load: { rate: 50, writing: 2 },
    inject: async ({ lab, primary }) =>
      void (await onHost(lab, primary, ["run", "failover", "--", "switchover"], { seconds: 60 })),
  }),
  headline("4", { hold: 4 }),
  headline("6a", { hold: 4 }),
  headline("10a", { hold: 3 }),
  headline("1", { hold: 5 }),
];

const obstacle = whyNoLab();
if (obstacle === null)
  describe("failing over", function () {
    this.timeout(240_000);
    let folder: string;
    let rig: Rig;

    before(async () => {
      folder = mkdtempSync(join(tmpdir(), "holdfast-lab-"));
      const lab = await up(folder, hostNames, () => undefined);
      rig = { lab, client: startClient(lab), vip: watchVip(lab) };
      await rig.client.signIn(lab.baseUrl);
    });
    after(async () => {
      rig.client.close();
      rig.vip.close();
      await down(folder, () => undefined);
      rmSync(folder, { recursive: true, force: true });
    });

    for (const row of rows)
      it(`keeps its promise: ${row.title}`, async () => {
        const { problems, notes } = await runTrial(rig, row, 1);
        expect(problems, notes.join("; ")).to.deep.equal([]);
      });
  });
