/** A sleep that can be cut short. */
export interface Pace {
  /** Milliseconds; at once when it was nudged since the last sleep. */
  sleep(ms: number): Promise<void>;
  nudge(): void;
}

/** For one loop. */
export function createPace(): Pace {
  let nudged = false;
  let wake: () => void = () => undefined;
  return {
    sleep: (ms) =>
      new Promise<void>((done) => {
        const timer = setTimeout(done, nudged ? 0 : Math.max(ms, 1));
        nudged = false;
        wake = () => {
          clearTimeout(timer);
          done();
        };
      }),
    nudge: () => {
      nudged = true;
      wake();
    },
  };
}
