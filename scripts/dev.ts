import { spawn } from "node:child_process";
import { watch } from "node:fs";
import { join } from "node:path";
import { loadConfig } from "../config/schema.ts";
import { buildAssets } from "../server/installation/assets.ts";
import { root } from "../server/installation/build.ts";
import { command } from "../server/installation/command.ts";
import { prepareDevelopment } from "../server/installation/starting.ts";

const help = `
npm run dev

Watch mode: the embedded servers (left running; npm stop ends them), one web process, the worker and the failover agent restarted
as files change, the browser's files rebuilt. Ctrl-C ends it.`;

await command({ help, options: {} }, async () => {
  const config = loadConfig();
  // Taken before PM2, which wants an environment of its own.
  const env = { ...process.env, NODE_ENV: "development", HOLDFAST_DATA: config.data };
  await buildAssets(root);
  await prepareDevelopment(config, (line) => console.log(line));

  const manifest = join(root, "dist/public/manifest.json");
  const options = ["watch", "--clear-screen=false", "--include", join(root, "views"), "--include", manifest];
  const children = ["server/agent.ts", "server/main.ts", "server/worker.ts"].map((script) =>
    spawn(process.execPath, [join(root, "node_modules/tsx/dist/cli.mjs"), ...options, script], {
      cwd: root,
      env,
      stdio: "inherit",
    }),
  );
  console.log(`Watching; the portal is at ${config.baseUrl}`);

  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(join(root, "views/assets"), { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(
      () => void buildAssets(root).catch((error: Error) => console.error(error.message)),
      50,
    );
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => {
      watcher.close();
      for (const child of children) child.kill(signal);
    });
});
