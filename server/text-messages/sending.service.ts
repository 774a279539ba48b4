import type { Knex } from "knex";
import { holdsLease } from "../core/lease.ts";
import type { Loop } from "../core/loops.ts";
import { unseal } from "../core/sealing.ts";
import { openGateway } from "./gateway.service.ts";
import { sealPurpose } from "./messages.service.ts";
import {
  claimMessages,
  type DueMessage,
  inheritMessages,
  markDone,
  markWaiting,
  release,
} from "./sending.repository.ts";
import { type Answer, type Gateway, isTrouble, nextTry, safeWords } from "./text-message.ts";
import { reportTrouble, troubleOver } from "./trouble.service.ts";

const batch = 10;
/** Longer than two tries may take (connecting and asking, ten seconds each): only a dead worker's claim runs out. */
const leaseSeconds = 60;
const inheritSeconds = 5;

/**
 * The sender of one process: claims, offers to the gateway, marks. Between the gateway's answer and our mark lies the one moment in which
 * a crash leads to a second copy. What is too old is not offered at all: a code that no longer works only confuses.
 */
export function createTextSender(
  open: () => Gateway = openGateway,
  clock: () => Date = () => new Date(),
): Required<Loop> {
  return {
    name: "text-messages",
    step: async (db) => {
      const now = clock();
      const messages = await claimMessages(db, batch, now, new Date(now.getTime() + leaseSeconds * 1000));
      if (messages.length === 0) return 0;
      const gateway = open();
      try {
        await Promise.all(messages.map((message) => send(db, gateway, message, clock)));
      } finally {
        gateway.close();
      }
      return messages.length;
    },
    inherit: (db) => inheritMessages(db, new Date(clock().getTime() + inheritSeconds * 1000)),
    close: () => undefined,
  };
}

/** The worker's own. */
export const textSender = createTextSender();

async function send(db: Knex, gateway: Gateway, message: DueMessage, clock: () => Date): Promise<void> {
  if (message.expiresAt <= clock()) return markDone(db, message, "expired", null);
  if (!holdsLease()) return release(db, message, clock());
  const text = unseal(sealPurpose, message.body);
  // Sealed by another installation: nobody can read it.
  if (text === null) return markDone(db, message, "failed", null);
  const answer = await gateway.deliver({ to: message.recipient, text });
  const at = clock();
  const words = safeWords(answer.words, text);
  if (answer.sent) {
    await markDone(db, message, "sent", { problem: null, answer: words, at });
    return troubleOver();
  }
  await markFailed(db, message, answer.problem, { words, at });
}

async function markFailed(
  db: Knex,
  message: DueMessage,
  problem: Extract<Answer, { sent: false }>["problem"],
  { words, at }: { words: string; at: Date },
): Promise<void> {
  const tried = { problem, answer: words, at };
  const again = problem === "refused" ? null : nextTry(message.attempts, at, message.expiresAt);
  if (again) await markWaiting(db, message, again, tried);
  else await markDone(db, message, "failed", tried);
  if (isTrouble(problem)) await reportTrouble(db, { problem, answer: words, at });
}
