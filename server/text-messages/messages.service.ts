import type { Context } from "../core/context.ts";
import { transaction, wakeAfterCommit } from "../core/db.ts";
import { log } from "../core/log.ts";
import { seal } from "../core/sealing.ts";
import { dailyCap, hourlyPerNumber } from "./gateway.settings.ts";
import { countMessages, countMessagesTo, insertMessage } from "./messages.repository.ts";

export const sealPurpose = "text message";
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** A text message to one number, and why. */
export interface OutgoingText {
  /** What it follows from: the same cause never sends two messages. At most 160 characters. */
  readonly cause: string;
  readonly kind: string;
  /** E.164. */
  readonly to: string;
  readonly text: string;
  /** It is not sent later than this. */
  readonly expiresAt: Date;
}

/**
 * Stores a message in the caller's transaction; a worker sends it after the commit. Idempotent by (portal, cause).
 * @returns false when this number or the installation has had as many as the settings allow: then nothing is stored.
 */
export function queueText(ctx: Context, { text, to, ...message }: OutgoingText): Promise<boolean> {
  return transaction(ctx, async (tx) => {
    const since = (ms: number) => new Date(tx.now.getTime() - ms);
    if ((await countMessagesTo(tx.db, to, since(hourMs))) >= hourlyPerNumber.get()) return false;
    if ((await countMessages(tx.db, since(dayMs))) >= dailyCap.get()) {
      log.warn({ cap: dailyCap.get() }, "the daily cap of text messages is reached; none goes out");
      return false;
    }
    await insertMessage(tx, {
      ...message,
      recipient: to,
      body: seal(sealPurpose, text),
      state: "waiting",
      at: tx.now,
    });
    wakeAfterCommit(tx.db);
    return true;
  });
}
