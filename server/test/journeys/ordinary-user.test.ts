import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { projectRoot } from "../../core/project.ts";
import { endProcesses, supervisedProcesses } from "../../installation/orphans.ts";
import { layoutOf } from "../../installation/layout.ts";
import { freePort, runCommand, runCommandBy } from "../commands.ts";

// All other tests of commands run as whoever runs the tests. When that is root, this one runs as somebody who is not.
const asNobody = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] as const;
const [program, ...rights] = asNobody;
const canRead = () =>
  process.getuid?.() === 0 &&
  spawnSync(program, [...rights, "test", "-r", "package.json"], { cwd: projectRoot }).status === 0;

if (canRead())
  describe("an installation of an ordinary user", function () {
    this.timeout(120_000);
    const folder = mkdtempSync(join(tmpdir(), "holdfast-nobody-"));
    const data = join(folder, "data");
    let port: number;
    const npm = (command: string) =>
      runCommandBy(
        asNobody,
        { HOME: folder, HOLDFAST_DATA: data, PORT: String(port), WEB_WORKERS: "1" },
        command,
      );

    before(async () => {
      execFileSync("chown", ["nobody", folder]);
      port = await freePort();
      expect((await runCommand({}, "build")).code).to.equal(0);
    });
    after(async () => {
      await endProcesses(supervisedProcesses(layoutOf(data)), 0);
      rmSync(folder, { recursive: true, force: true });
    });

    it("starts with its embedded servers, and stops", async () => {
      const { code, output } = await npm("start");
      expect(code, output).to.equal(0);
      expect(output).to.include(`Ready at http://localhost:${port} `);
      expect((await npm("stop")).output).to.include("All is stopped");
    });
  });
