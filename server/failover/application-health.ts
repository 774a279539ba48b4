import { askHealth } from "../installation/health.ts";
import { keepLooking, within, wordsOf } from "./looking.ts";
import { monotonicNow } from "./role-view.ts";
import type { PartState } from "./state.ts";

/** This machine's own web processes, as asked a moment ago. */
export interface ApplicationHealth {
  part(): PartState;
  /** For how many milliseconds nobody has answered; 0 while somebody does. */
  deadMs(): number;
  /** For how many milliseconds it has said of itself that it is not ready, or been dead; 0 while it is ready. */
  unreadyMs(): number;
  stop(): void;
}

const everyMs = 250;
const patienceMs = 1000;

/** Asks `/health/ready` four times a second. @param address on this machine. */
export function watchApplication(address: string): ApplicationHealth {
  let state: PartState = { ok: false, detail: "the application has not been asked yet" };
  let deadSince: number | null = null;
  let unreadySince: number | null = monotonicNow();
  const since = (moment: number | null) => (moment === null ? 0 : monotonicNow() - moment);
  const stop = keepLooking(async () => {
    const began = monotonicNow();
    try {
      const { ready, checks } = await within(askHealth(address), patienceMs);
      deadSince = null;
      state = ready ? { ok: true, detail: "ready" } : { ok: false, detail: failing(checks) };
      unreadySince = ready ? null : (unreadySince ?? began);
    } catch (error) {
      deadSince ??= began;
      unreadySince ??= began;
      state = { ok: false, detail: `the application does not answer: ${wordsOf(error)}` };
    }
  }, everyMs);
  return { part: () => state, deadMs: () => since(deadSince), unreadyMs: () => since(unreadySince), stop };
}

function failing(checks: Record<string, unknown>): string {
  const failed = Object.entries(checks as Record<string, { status?: string; detail?: string }>)
    .filter(([, { status }]) => status !== "ok")
    .map(([name, { detail }]) => `${name}: ${detail ?? "failed"}`);
  return failed.length > 0
    ? `the application is not ready (${failed.join("; ")})`
    : "the application is ending";
}
