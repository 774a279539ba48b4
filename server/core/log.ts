import { pino, type Logger } from "pino";

export type Log = Logger;

/** One line of JSON an event. Whatever could sign somebody in is cut out, wherever a caller put it. */
export const log: Log = pino({
  level: process.env.LOG_LEVEL ?? "info",
  base: { pid: process.pid },
  timestamp: pino.stdTimeFunctions.isoTime,
  redact: {
    paths: ["password", "token", "cookie", "*.password", "*.token", "*.cookie", "req.headers"],
    remove: true,
  },
});
