/** What happens in a simulation, in the order of its time. */
export interface Schedule {
  /** Milliseconds since the beginning. */
  now(): number;
  at(time: number, happen: () => void): void;
  /** Lets everything happen that is due before `end`. */
  run(end: number): void;
}

/** A heap of events. */
export function createSchedule(): Schedule {
  const heap: { time: number; happen: () => void }[] = [];
  let time = 0;
  const less = (a: number, b: number) => (heap[a]?.time ?? Infinity) < (heap[b]?.time ?? Infinity);
  const swap = (a: number, b: number) => {
    [heap[a], heap[b]] = [heap[b] as never, heap[a] as never];
  };
  const pop = () => {
    swap(0, heap.length - 1);
    const top = heap.pop();
    for (let at = 0; ;) {
      const child = less(2 * at + 2, 2 * at + 1) ? 2 * at + 2 : 2 * at + 1;
      if (!less(child, at)) return top;
      swap(child, at);
      at = child;
    }
  };
  return {
    now: () => time,
    at: (when, happen) => {
      heap.push({ time: Math.max(when, time), happen });
      for (let at = heap.length - 1; at > 0 && less(at, (at - 1) >> 1); at = (at - 1) >> 1)
        swap(at, (at - 1) >> 1);
    },
    run: (end) => {
      while ((heap[0]?.time ?? Infinity) < end) {
        const next = pop();
        time = next?.time ?? time;
        next?.happen();
      }
      time = end;
    },
  };
}

/** Random numbers that a seed repeats (mulberry32). */
export function createChance(seed: number) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return {
    within: (from: number, to: number) => from + next() * (to - from),
    /** True so often: 0.1 is one time in ten. */
    happens: (share: number) => next() < share,
    one: <T>(of: readonly T[]) => of[Math.floor(next() * of.length)] as T,
  };
}
export type Chance = ReturnType<typeof createChance>;
