import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../core/project.ts";
import { findProgram } from "../installation/programs.ts";
import { waitUntil } from "../installation/readiness.ts";

/** Debian's HAProxy with config/haproxy.example.cfg: only the addresses are the test's. @param servers `127.0.0.1:18080` … */
export async function startBalancer(
  port: number,
  servers: readonly [string, string],
): Promise<{ readonly url: string; stop(): void }> {
  const folder = mkdtempSync(join(tmpdir(), "holdfast-haproxy-"));
  const file = join(folder, "haproxy.cfg");
  const example = readFileSync(join(projectRoot, "config/haproxy.example.cfg"), "utf8");
  const config = example
    .replace("bind :80\n", `bind 127.0.0.1:${port}\n`)
    .replace("10.0.0.1:8080", servers[0])
    .replace("10.0.0.2:8080", servers[1]);
  writeFileSync(file, config);
  const child = spawn(findProgram("haproxy") ?? "haproxy", ["-f", file], { stdio: "ignore" });
  const stop = () => {
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    await waitUntil(async () => {
      const { status } = await fetch(`${url}/health/ready`);
      if (status !== 200) throw new Error(`the balancer answers ${status}`);
    }, 10);
  } catch (error) {
    stop();
    throw error;
  }
  return { url, stop };
}
