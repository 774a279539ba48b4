import { OperatorError } from "../installation/command.ts";

/**
 * Runs `work` with a signal that aborts at Ctrl-C or TERM, and waits until it has cleared away what it had begun.
 * @throws OperatorError when it was interrupted.
 */
export async function interruptible<T>(what: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const abort = () => controller.abort(new OperatorError(`${what} was interrupted; nothing of it was kept.`));
  const names = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const name of names) process.on(name, abort);
  try {
    return await work(controller.signal);
  } catch (error) {
    // Whatever broke because of it, it was the interruption.
    throw controller.signal.aborted ? controller.signal.reason : error;
  } finally {
    for (const name of names) process.off(name, abort);
  }
}
