import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../installation/build.ts";
import type { Order } from "./client.ts";
import type { Lab } from "./lab.ts";
import { plainEnvironment } from "./shell.ts";
import type { LoadOptions, Workload } from "./workload.ts";

/** The people of the workload, in the client's namespace. */
export interface Client {
  /** @throws Error when somebody cannot sign in. */
  signIn(base: string): Promise<void>;
  start(load: LoadOptions): Promise<void>;
  /** Takes nothing new, lets open writes come to an end for at most so long. */
  stop(drainSeconds: number): Promise<Workload>;
  close(): void;
}

export function startClient(lab: Lab): Client {
  const script = join(root, "server/lab/client.ts");
  const child: ChildProcess = spawn(
    "ip",
    ["netns", "exec", lab.client.namespace, process.execPath, "--import", "tsx", script],
    { cwd: root, env: plainEnvironment(), stdio: ["ignore", "inherit", "inherit", "ipc"] },
  );
  const give = (order: Order) =>
    new Promise<void>((resolve, reject) => {
      const ended = () => reject(new Error("the client's process ended"));
      child.once("exit", ended);
      child.once("message", (answer: { error?: string }) => {
        child.off("exit", ended);
        if (answer.error === undefined) resolve();
        else reject(new Error(answer.error));
      });
      child.send(order);
    });
  let file = "";
  return {
    signIn: (base) => {
      if (!lab.people) throw new Error("the lab is not complete: nobody can sign in");
      const { contacts, agents, password } = lab.people;
      return give({
        order: "sign-in",
        base,
        contacts: contacts.slice(0, 4),
        agent: agents[0] ?? "",
        password,
      });
    },
    start: (load) => {
      // Kept: what the table cannot tell, the attempts can.
      file = join(lab.folder, `workload-${load.run}.json`);
      return give({ order: "start", load });
    },
    stop: async (drainSeconds) => {
      await give({ order: "stop", drainSeconds, file });
      return JSON.parse(readFileSync(file, "utf8")) as Workload;
    },
    close: () => void child.kill("SIGKILL"),
  };
}
