import { monitorEventLoopDelay } from "node:perf_hooks";
import { type RequestHandler, Router } from "express";
import { notFound } from "../errors.ts";

const buckets = [0.01, 0.05, 0.1, 0.5, 1, 5];
const seconds = { counts: buckets.map(() => 0), sum: 0, total: 0 };
const answers = new Map<string, number>();
const delay = monitorEventLoopDelay({ resolution: 20 });

/** Counts every answer by class and time. */
export const countAnswers: RequestHandler = (_req, res, next) => {
  const start = performance.now();
  res.once("finish", () => {
    const took = (performance.now() - start) / 1000;
    const kind = `${Math.floor(res.statusCode / 100)}xx`;
    answers.set(kind, (answers.get(kind) ?? 0) + 1);
    seconds.sum += took;
    seconds.total++;
    buckets.forEach(
      (limit, at) => (seconds.counts[at] = (seconds.counts[at] ?? 0) + (took <= limit ? 1 : 0)),
    );
  });
  next();
};

const others = new Set<() => string[]>();

/** Adds lines of a capability to GET /metrics; calling it again changes nothing. They must be at hand: nobody waits for them. */
export function addMetrics(lines: () => string[]): void {
  others.add(lines);
}

/** GET /metrics: this process in Prometheus' text format (version 0.0.4). Asked from the machine itself only; elsewhere it does not exist. */
export function metricsRoutes(): Router {
  delay.enable();
  const router = Router();
  router.get("/metrics", (req, res) => {
    const from = req.socket.remoteAddress ?? "";
    // A proxy on this machine asks from loopback too, for somebody else.
    if (!/^(::ffff:)?127\.|^::1$/.test(from) || req.headers["x-forwarded-for"] !== undefined)
      throw notFound();
    const worker = `{worker="${process.env.NODE_APP_INSTANCE ?? "0"}"`;
    const lines = [
      "# TYPE holdfast_http_answers_total counter",
      ...[...answers].map(
        ([kind, count]) => `holdfast_http_answers_total${worker},class="${kind}"} ${count}`,
      ),
      "# TYPE holdfast_http_seconds histogram",
      ...buckets.map(
        (limit, at) => `holdfast_http_seconds_bucket${worker},le="${limit}"} ${seconds.counts[at]}`,
      ),
      `holdfast_http_seconds_bucket${worker},le="+Inf"} ${seconds.total}`,
      `holdfast_http_seconds_sum${worker}} ${seconds.sum.toFixed(6)}`,
      `holdfast_http_seconds_count${worker}} ${seconds.total}`,
      "# TYPE holdfast_memory_bytes gauge",
      `holdfast_memory_bytes${worker}} ${process.memoryUsage.rss()}`,
      "# TYPE holdfast_event_loop_delay_seconds gauge",
      `holdfast_event_loop_delay_seconds${worker},quantile="0.99"} ${(delay.percentile(99) / 1e9).toFixed(6)}`,
      ...[...others].flatMap((each) => each()),
    ];
    delay.reset();
    res.type("text/plain; version=0.0.4").send(`${lines.join("\n")}\n`);
  });
  return router;
}
