import { setTimeout as sleep } from "node:timers/promises";

/** Looks at once and again and again, `everyMs` after each look; a look must not throw. @returns how to stop. */
export function keepLooking(look: () => Promise<void>, everyMs: number): () => void {
  let timer: NodeJS.Timeout | undefined;
  let running = true;
  const next = async () => {
    await look();
    if (running) timer = setTimeout(() => void next(), everyMs);
  };
  void next();
  return () => {
    running = false;
    clearTimeout(timer);
  };
}

/** @throws Error when `work` takes longer; it goes on unheard. */
export async function within<T>(work: Promise<T>, limitMs: number): Promise<T> {
  const done = new AbortController();
  const late = sleep(limitMs, undefined, { signal: done.signal }).then((): never => {
    throw new Error(`no answer within ${limitMs} ms`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    done.abort();
    late.catch(() => undefined);
  }
}

/** What went wrong, for a sentence; connection errors have a code and sometimes no message. */
export const wordsOf = (error: unknown): string =>
  error instanceof Error
    ? error.message || String((error as NodeJS.ErrnoException).code ?? error.name)
    : String(error);
