import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../core/project.ts";
import { waitUntil } from "../installation/readiness.ts";

/** The product's own processes, as PM2 would start them, against the tests' servers. */
export interface Product {
  readonly url: string;
  /** Ends all its processes at once, as a power cut does. */
  kill(): void;
  stop(): Promise<void>;
}

/**
 * Starts a failover agent, one web process and one worker, on a free port unless told, and returns when the portal is ready and acts; one of
 * several (`among`) only has to be ready.
 */
export async function startProduct(
  env: Record<string, string> = {},
  { port: given, among = false }: { port?: number; among?: boolean } = {},
): Promise<Product> {
  const port = given ?? (await freePort());
  // Its own: there is one agent in each.
  const data = mkdtempSync(join(tmpdir(), "holdfast-product-"));
  const url = `http://localhost:${port}`;
  const run = (file: string): ChildProcess =>
    spawn(process.execPath, ["--import", "tsx", `server/${file}`], {
      cwd: projectRoot,
      stdio: ["ignore", "inherit", "inherit"],
      env: {
        ...process.env,
        NODE_ENV: "production",
        LOG_LEVEL: "error",
        PORT: String(port),
        BASE_URL: url,
        HOLDFAST_DATA: data,
        ...env,
      },
    });
  const children = [run("agent.ts"), run("main.ts"), run("worker.ts")];
  const stop = async () => {
    await Promise.all(
      children.map(
        (child) =>
          new Promise<void>((ended) => {
            if (child.exitCode !== null || child.signalCode !== null) return ended();
            child.once("exit", () => ended());
            child.kill("SIGTERM");
            setTimeout(() => child.kill("SIGKILL"), 5000).unref();
          }),
      ),
    );
    rmSync(data, { recursive: true, force: true });
  };
  try {
    await waitUntil(async () => {
      for (const path of among ? ["/health/ready"] : ["/health/ready", "/health/role"]) {
        const { status } = await fetch(`${url}${path}`);
        if (status !== 200) throw new Error(`${path} answers ${status}`);
      }
    }, 120);
  } catch (error) {
    await stop();
    throw error;
  }
  const kill = () => children.forEach((child) => void child.kill("SIGKILL"));
  return { url, kill, stop };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
