import type { Request, Response } from "express";
import { listenToPages, type LiveMessage } from "../live.ts";

const open = new Set<Response>();
const heartbeatMs = 20_000;

export interface StreamOptions {
  readonly onClose?: () => void;
  /** What this reader gets instead of the message; null for nothing. */
  readonly rewrite?: (message: LiveMessage) => LiveMessage | null;
  /** Refreshes come at most once in so many milliseconds; the last one of a rush comes late, never not at all. */
  readonly calmMs?: number;
}

/**
 * Answers with server-sent events of the topics until the page closes. Works from any process: messages come through Redis.
 * @returns how to send this reader alone a message.
 */
export function sendEvents(
  _req: Request,
  res: Response,
  topics: readonly string[],
  { onClose, rewrite = (message) => message, calmMs = 0 }: StreamOptions = {},
): (message: LiveMessage) => void {
  res.writeHead(200, {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
  });
  const send = ({ event, data }: LiveMessage) =>
    void res.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  res.write("retry: 2000\n\n");
  let refreshedAt = 0;
  let waiting: NodeJS.Timeout | undefined;
  const refresh = (message: LiveMessage) => {
    if (waiting) return;
    const wait = refreshedAt + calmMs - Date.now();
    const now = () => {
      waiting = undefined;
      refreshedAt = Date.now();
      send(message);
    };
    if (wait <= 0) now();
    else waiting = setTimeout(now, wait);
  };
  const stop = listenToPages(topics, (message) => {
    const mine = rewrite(message);
    if (mine?.event === "refresh") refresh(mine);
    else if (mine) send(mine);
  });
  const heartbeat = setInterval(() => res.write(": still here\n\n"), heartbeatMs);
  open.add(res);
  // Of the response: the request's own close event only says that it was read.
  res.on("close", () => {
    clearInterval(heartbeat);
    clearTimeout(waiting);
    stop();
    open.delete(res);
    onClose?.();
  });
  return send;
}

/** Before this process ends, or another server takes over: pages connect again, each at a moment of its own within three seconds. */
export function endEventStreams(): void {
  for (const res of open)
    res.end(`retry: ${200 + Math.round(Math.random() * 2800)}\nevent: reconnect\ndata: {}\n\n`);
}
