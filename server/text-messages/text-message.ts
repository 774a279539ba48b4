// A text message waits, is being sent, was sent, failed for good, or expired: a code that no longer works must not arrive. It is tried a
// few times within its life and no more, because each costs money and the person asks again anyway.

export const messageStates = ["waiting", "sending", "sent", "failed", "expired"] as const;
export type MessageState = (typeof messageStates)[number];

/** Why a gateway did not take a message; each has the text `text-messages.problem.<problem>`. */
export const problems = [
  "off",
  "incomplete",
  "unknown-host",
  "unreachable",
  "timeout",
  "certificate",
  "unauthorised",
  "wrong-address",
  "redirect",
  "fault",
  "unexpected",
  "busy",
  "refused",
] as const;
export type Problem = (typeof problems)[number];

/** What a gateway said to one message. `words` are its own, for administrators. */
export type Answer =
  | { readonly sent: true; readonly words: string }
  | { readonly sent: false; readonly problem: Problem; readonly words: string };

/** An open gateway. */
export interface Gateway {
  deliver(message: { readonly to: string; readonly text: string }): Promise<Answer>;
  close(): void;
}

/** Nothing about this recipient or this moment: no message gets through until an administrator acts or the gateway is back. */
export const isTrouble = (problem: Problem): boolean => problem !== "busy" && problem !== "refused";

const waitSeconds = [2, 5, 15, 30, 60];

/** When to try again after `attempts` tries; null when there were enough (six), or when it would come too late. */
export function nextTry(attempts: number, now: Date, expiresAt: Date): Date | null {
  const wait = waitSeconds[attempts - 1];
  if (wait === undefined) return null;
  const then = new Date(now.getTime() + wait * 1000);
  return then < expiresAt ? then : null;
}

/** A gateway's words as they may be kept: without the message that it may repeat, and without anything that could be a code. */
export const safeWords = (words: string, text: string): string =>
  words
    .replaceAll(text, "…")
    .replace(/[\p{C}\s]+/gu, " ")
    .replace(/\d{4,}/g, "…")
    .trim()
    .slice(0, 200);
