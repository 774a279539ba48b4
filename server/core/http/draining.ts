import type { Server } from "node:http";
import type { Server as TlsServer } from "node:https";
import { endEventStreams } from "./event-stream.ts";

/** Moves people over to another server: answers go on, but each ends its connection, so that the next request takes the new way. */
export interface Draining {
  begin(): void;
  /** People are welcome again. */
  end(): void;
}

/** Idle connections end a little later: one that is in use until then has been told with its answer, and a request is never cut off. */
const idleMs = 250;
const sweepMs = 1000;
/** Whoever comes after that came here on purpose: a load balancer that knows both servers, or an operator. */
const longestMs = 60_000;

/** @param server gets a listener in front of its own, which costs a comparison. */
export function createDraining(server: Server | TlsServer): Draining {
  let timers: NodeJS.Timeout[] = [];
  server.prependListener("request", (_req, res) => {
    if (timers.length > 0) res.setHeader("Connection", "close");
  });
  const end = () => {
    for (const timer of timers) clearTimeout(timer);
    timers = [];
  };
  return {
    begin: () => {
      if (timers.length > 0) return;
      endEventStreams();
      const sweep = () => {
        endEventStreams();
        // Requests that have arrived and were not read yet come first: a connection with one of those is not idle.
        setImmediate(() => setImmediate(() => server.closeIdleConnections()));
      };
      timers = [setTimeout(sweep, idleMs), setInterval(sweep, sweepMs), setTimeout(end, longestMs)].map(
        (timer) => timer.unref(),
      );
    },
    end,
  };
}
