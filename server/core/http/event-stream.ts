import type { Request, Response } from "express";
import { listenToPages, type LiveMessage } from "../live.ts";

const open = new Set<Response>();
const heartbeatMs = 20_000;

/**
 * Answers with server-sent events of the topics until the page closes. `filter` may drop or rewrite a message per reader. Works from any
 * process: messages come through Redis.
 */
export function sendEvents(
  req: Request,
  res: Response,
  topics: readonly string[],
  onClose: () => void = () => undefined,
): (message: LiveMessage) => void {
  res.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no" });
  const send = ({ event, data }: LiveMessage) => void res.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  res.write("retry: 2000\n\n");
  const stop = listenToPages(topics, send);
  const heartbeat = setInterval(() => res.write(": still here\n\n"), heartbeatMs);
  open.add(res);
  req.on("close", () => {
    clearInterval(heartbeat);
    stop();
    open.delete(res);
    onClose();
  });
  return send;
}

/** Before this process ends: pages connect again elsewhere, spread over some seconds by themselves. */
export function endEventStreams(): void {
  for (const res of open) res.end("event: reconnect\ndata: {}\n\n");
}
