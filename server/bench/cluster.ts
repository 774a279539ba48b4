// node cluster.js <script> <workers>: runs a server script in as many processes as PM2 would, tells the parent their process ids.
import cluster from "node:cluster";

const [script = "", count = "2"] = process.argv.slice(2);
cluster.setupPrimary({ exec: script, args: [] });
const ready = new Set<number>();
for (let index = 0; index < Number(count); index++) {
  const worker = cluster.fork();
  worker.on("message", (message) => {
    if (message !== "ready" || worker.process.pid === undefined) return;
    ready.add(worker.process.pid);
    if (ready.size === Number(count)) process.send?.({ pids: [...ready] });
  });
  worker.on("exit", (code) => {
    if (code) process.exit(1);
  });
}
// SIGINT: with --cpu-prof a process writes its profile when it ends by itself, and every script here does so on SIGINT.
process.once("disconnect", () => {
  for (const worker of Object.values(cluster.workers ?? {})) worker?.kill("SIGINT");
  setTimeout(() => process.exit(), 5000).unref();
});
