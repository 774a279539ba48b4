import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

// A client on a host of a test's network: asks for a page without pause, never a second time, and counts what it did not get. Half of it
// takes a new connection for each request, half keeps its connections, as browsers and load balancers do.
const [address = "", patienceMs = "5000"] = process.argv.slice(2);
const failures: string[] = [];
let requests = 0;
let slowestMs = 0;
let running = true;

function ask(agent: Agent | false, method: string): Promise<void> {
  const began = performance.now();
  requests++;
  const headers = method === "POST" ? { "Content-Type": "application/x-www-form-urlencoded" } : {};
  return new Promise((resolve) => {
    const fail = (reason: string) => {
      failures.push(
        `${agent ? "kept" : "new"} ${method}: ${reason} after ${Math.round(performance.now() - began)} ms`,
      );
      resolve();
    };
    const asked = request(
      address,
      { agent, method, headers, signal: AbortSignal.timeout(Number(patienceMs)) },
      (response) => {
        response
          .on("error", (error) => fail(error.message))
          .on("end", () => {
            slowestMs = Math.max(slowestMs, performance.now() - began);
            if ((response.statusCode ?? 500) >= 500) return fail(String(response.statusCode));
            resolve();
          });
        response.resume();
      },
    );
    asked.on("error", (error) => fail((error as NodeJS.ErrnoException).code ?? error.message));
    asked.end(method === "POST" ? "email=nobody" : undefined);
  });
}

async function person(agent: Agent | false, method: string, pauseMs: number): Promise<void> {
  while (running) {
    await ask(agent, method);
    await sleep(pauseMs);
  }
}

const kept = () => new Agent({ keepAlive: true, maxSockets: 1 });
const people = [
  person(false, "GET", 5),
  person(false, "POST", 10),
  person(kept(), "GET", 5),
  person(kept(), "POST", 10),
  // One who reads for a while between two requests.
  person(kept(), "GET", 700),
];
process.on("message", () => {
  running = false;
  void Promise.all(people).then(() => {
    process.send?.({ requests, failures, slowestMs: Math.round(slowestMs) });
    process.exit(0);
  });
});
process.send?.("ready");
