import { broadcast, onBroadcast } from "./live.ts";

// A missed message (Redis away) may keep an old value this long and no longer.
const longestMs = 5000;

/**
 * Values that every request needs and that seldom change, kept per process. `clear()` empties the cache of every process of every node
 * through Redis, so that a saved change acts within a second.
 */
export function cached<K, V>(
  name: string,
  load: (key: K) => Promise<V>,
): { get(key: K): Promise<V>; clear(): void } {
  const entries = new Map<K, { value: Promise<V>; until: number }>();
  onBroadcast(`cache:${name}`, () => entries.clear());
  return {
    get(key) {
      const now = Date.now();
      const entry = entries.get(key);
      if (entry && entry.until > now) return entry.value;
      if (entries.size > 10_000) entries.clear();
      const value = load(key);
      entries.set(key, { value, until: now + longestMs });
      value.catch(() => entries.delete(key));
      return value;
    },
    clear() {
      entries.clear();
      broadcast(`cache:${name}`, {});
    },
  };
}
