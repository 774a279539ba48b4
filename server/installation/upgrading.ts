import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { closeSync, existsSync, openSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, parse } from "node:path";
import { Refusal, type Routes } from "../cluster/routes.ts";
import { startingEnvironment } from "./applying.ts";
import { codeFingerprint, root } from "./build.ts";
import { codeVersion } from "./entering.ts";
import type { Layout } from "./layout.ts";

/** The code that lies on this machine, whether it runs already or not. */
export interface CodeHere {
  readonly code: string;
  readonly version: string;
  readonly schema: string;
}

/** One `npm start` that an upgrade made. */
export interface UpgradeRun {
  readonly id: string;
  /** Null while it goes on. */
  readonly exit: number | null;
  /** What it said last. */
  readonly lines: readonly string[];
}

/** What an agent answers when the cluster is upgraded from one place. The operator has put the new version into the clone before. */
export function upgradeRoutes(layout: Layout): Routes {
  const files = (id: string) => ({
    log: join(layout.logs, "upgrade.log"),
    exit: join(layout.run, `upgrade-${id}`),
  });
  const last = join(layout.run, "upgrade");
  const run = (): UpgradeRun | null => {
    if (!existsSync(last)) return null;
    const id = readFileSync(last, "utf8");
    const { log, exit } = files(id);
    const lines = existsSync(log) ? readFileSync(log, "utf8").trimEnd().split("\n").slice(-15) : [];
    return { id, exit: existsSync(exit) ? Number(readFileSync(exit, "utf8")) : null, lines };
  };
  return {
    "GET /code": {
      local: true,
      peers: true,
      handle: async () => {
        const { version } = await codeVersion();
        // Not what runs: what lies in the clone.
        const newest = readdirSync(join(root, "migrations")).sort().at(-1);
        return {
          code: await codeFingerprint(),
          version,
          schema: parse(newest ?? "none").name,
        } satisfies CodeHere;
      },
    },
    "GET /upgrade": {
      local: true,
      peers: true,
      handle: () => {
        const now = run();
        if (!now) throw new Refusal("none", "No upgrade was made here.");
        return Promise.resolve(now);
      },
    },
    "POST /upgrade": {
      local: true,
      peers: true,
      handle: () => {
        const id = randomUUID();
        const { log, exit } = files(id);
        writeFileSync(last, id, { mode: 0o600 });
        const output = openSync(log, "w", 0o600);
        // A shell keeps the outcome: this process is replaced by what it starts here. scripts/run installs new dependencies first.
        const command = `bash scripts/run start; echo $? > "$0.new" && mv "$0.new" "$0"`;
        spawn("/bin/bash", ["-c", command, exit], {
          cwd: root,
          env: startingEnvironment(),
          stdio: ["ignore", output, output],
          detached: true,
        }).unref();
        closeSync(output);
        return Promise.resolve({ id, exit: null, lines: [] } satisfies UpgradeRun);
      },
    },
  };
}
