import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import type { SwitchoverResult } from "./switchover.ts";

/** What a drill measured. */
export interface Drill {
  readonly there: SwitchoverResult;
  readonly back: SwitchoverResult;
  readonly probe: Probe;
}

export interface Probe {
  readonly address: string;
  readonly requests: number;
  readonly failed: number;
  readonly slowestMs: number;
}

const everyMs = 20;
const patienceMs = 1000;

/** Asks for the portal again and again, each time on a new connection, until it is stopped. @param address of `/health/live` as people reach it. */
export function startProbe(address: string): { stop(): Promise<Probe> } {
  let running = true;
  let failed = 0;
  let slowestMs = 0;
  const asked: Promise<void>[] = [];
  const ask = async () => {
    const began = performance.now();
    if (!(await answers(address))) failed++;
    slowestMs = Math.max(slowestMs, performance.now() - began);
  };
  const loop = (async () => {
    while (running) {
      asked.push(ask());
      await sleep(everyMs);
    }
  })();
  return {
    stop: async () => {
      running = false;
      await loop;
      await Promise.all(asked);
      return { address, requests: asked.length, failed, slowestMs: Math.round(slowestMs) };
    },
  };
}

function answers(address: string): Promise<boolean> {
  const request = address.startsWith("https:") ? httpsRequest : httpRequest;
  return new Promise((resolve) => {
    // The certificate is for the public name; here only an answer counts.
    const asked = request(address, { agent: false, rejectUnauthorized: false }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode === 200)).on("error", () => resolve(false));
    });
    asked.setTimeout(patienceMs, () => asked.destroy());
    asked.on("error", () => resolve(false));
    asked.end();
  });
}
