import type { Redis } from "ioredis";

// What is counted on nearly every page (views) and may miss a few: Redis takes it on the way, a job writes it down now and then.
let client: Redis | undefined;
const hash = (name: string) => `counter:${name}`;

/** Called once by each process. */
export function useCounters(redis: Redis): void {
  client = redis;
}

/** Counts one. Nothing waits for it, and while Redis is away it is not counted. */
export function countOne(name: string, key: string): void {
  client?.hincrby(hash(name), key, 1).catch(() => undefined);
}

/**
 * Hands what was counted since the last time to `write`, then forgets it. When `write` fails it comes again the next time; when the
 * process dies between the two, once too often.
 */
export async function takeCounts(
  name: string,
  write: (counts: ReadonlyMap<string, number>) => Promise<void>,
): Promise<number> {
  if (!client) throw new Error("useCounters() was not called");
  const taken = `${hash(name)}:taken`;
  // What a run left behind goes first.
  if ((await client.exists(taken)) === 0 && (await client.exists(hash(name))) === 1)
    await client.renamenx(hash(name), taken);
  const counts = new Map(
    Object.entries(await client.hgetall(taken)).map(([key, count]) => [key, Number(count)]),
  );
  if (counts.size === 0) return 0;
  await write(counts);
  await client.del(taken);
  return counts.size;
}
