import type { Server } from "node:http";
import type { Server as TlsServer } from "node:https";
import { endEventStreams } from "./event-stream.ts";

/** Moves people over to another server: answers go on, but each ends its connection, so that the next request takes the new way. */
export interface Draining {
  begin(): void;
  /** People are welcome again. */
  end(): void;
}

/**
 * Connections that nobody uses are left alone at first: each closing is a race with its next request. Whoever uses one meanwhile is told with
 * the answer; the rest ends shortly before this machine stops serving the virtual address (ten seconds after it moved).
 */
const idleMs = 8000;
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
      const idle = () => {
        // Requests that have arrived and were not read yet come first: a connection with one of those is not idle.
        setImmediate(() => setImmediate(() => server.closeIdleConnections()));
      };
      timers = [
        // Pages that were just being opened.
        setInterval(endEventStreams, sweepMs),
        setTimeout(idle, idleMs),
        setTimeout(idle, idleMs + sweepMs),
        setTimeout(end, longestMs),
      ].map((timer) => timer.unref());
    },
    end,
  };
}
