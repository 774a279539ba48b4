import { rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { answering } from "./answering.ts";
import type { Routes } from "./routes.ts";

/**
 * Serves the routes to this machine's own processes and commands on a unix socket that only its user may open (and root).
 * A socket that a killed predecessor left is replaced: the supervisor sees to it that there is only one agent.
 * @returns the server, listening. @throws Error when the folder cannot be written.
 */
export async function serveLocally(socketPath: string, routes: Routes): Promise<Server> {
  rmSync(socketPath, { force: true });
  const server = createServer(answering(routes, () => ({ name: "local", kind: "local" })));
  const listening = new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.once("listening", resolve);
  });
  // Not only a chmod after it: nobody else may slip in between. The socket is made within this very call.
  const former = process.umask(0o177);
  server.listen(socketPath);
  process.umask(former);
  await listening;
  return server;
}
