import type { Knex } from "knex";
import { createTransport } from "nodemailer";
import { holdsLease } from "../core/lease.ts";
import { log } from "../core/log.ts";
import type { Loop } from "../core/loops.ts";
import { nextTry } from "./mail.ts";
import { type MailSettings, mailSettings } from "./mail.settings.ts";
import { messageOf } from "./message.ts";
import {
  claimMails,
  type DueMail,
  inheritMails,
  markRefused,
  markSent,
  release,
} from "./sending.repository.ts";

const connections = 10;
const batch = 2 * connections;
const sendSeconds = 40;
/** Longer than a batch may take (two rounds over the connections): only a dead worker's claim runs out. */
const leaseSeconds = 100;
const longestPauseSeconds = 60;
/** A former holder that lives hands its marks in within seconds; one that died never does. */
const inheritSeconds = 5;

interface SmtpError extends Error {
  readonly code?: string;
  readonly command?: string;
  readonly responseCode?: number;
}

type Outcome =
  /** The server has taken it. */
  | { readonly kind: "sent" }
  /** The server will never take it for this recipient. */
  | { readonly kind: "refused"; readonly error: string }
  /** It may take it later. */
  | { readonly kind: "later"; readonly error: string }
  /** No server took part: nothing was said about this mail. */
  | { readonly kind: "unreachable"; readonly error: string }
  /** Another node is about to take over: it was not begun. */
  | { readonly kind: "left"; readonly error: string };

/**
 * The sender of one process: claims, sends in parallel over kept connections, marks. Between the server's answer and our mark lies the one
 * moment in which a crash leads to a second copy; it carries the same Message-ID. While the server is unreachable all mails
 * wait, and it is asked again after 5 to 60 seconds.
 */
export function createSender(
  settings: () => MailSettings,
  clock: () => Date = () => new Date(),
): Required<Loop> {
  let transport: { readonly url: string; readonly send: Send; readonly close: () => void } | undefined;
  let pauseSeconds = 0;
  let pausedUntil = 0;

  return {
    name: "mail",
    step: async (db) => {
      const { smtpUrl, from, host } = settings();
      const now = clock();
      if (smtpUrl === null || now.getTime() < pausedUntil) return 0;
      if (transport?.url !== smtpUrl) {
        transport?.close();
        transport = { url: smtpUrl, ...pooled(smtpUrl) };
      }
      const { send } = transport;
      const mails = await claimMails(db, batch, now, new Date(now.getTime() + leaseSeconds * 1000));
      const outcomes = await Promise.all(
        mails.map(async (mail) => {
          const outcome = holdsLease() ? await offer(send, mail, { from, host }) : left;
          // At once: a mail that waits for its neighbours unmarked is a mail sent twice if we die now.
          if (outcome.kind === "sent") await untilDone(() => markSent(db, mail, clock()));
          return { mail, outcome };
        }),
      );
      // A server that dropped one connection but answered on another is there: that mail has used up a try.
      const away = outcomes.length > 0 && outcomes.every(({ outcome }) => outcome.kind === "unreachable");
      for (const { mail, outcome } of outcomes) await mark(db, mail, outcome, away, clock());
      if (away) {
        pauseSeconds = Math.min(Math.max(5, pauseSeconds * 2), longestPauseSeconds);
        pausedUntil = clock().getTime() + pauseSeconds * 1000;
        log.warn(
          { seconds: pauseSeconds, error: errorOf(outcomes[0]?.outcome) },
          "the mail server cannot be reached; mails wait",
        );
      } else if (outcomes.length > 0) pauseSeconds = 0;
      return away ? 0 : outcomes.length;
    },
    inherit: (db) => inheritMails(db, new Date(clock().getTime() + inheritSeconds * 1000)),
    close: () => {
      transport?.close();
      transport = undefined;
    },
  };
}

/** The worker's own. */
export const mailSender = createSender(mailSettings);

type Send = (mail: DueMail, from: Pick<MailSettings, "from" | "host">) => Promise<void>;

function pooled(smtpUrl: string): { send: Send; close: () => void } {
  const url = new URL(smtpUrl);
  url.searchParams.delete("from");
  const pool = createTransport({
    pool: true,
    url: url.href,
    maxConnections: connections,
    maxMessages: 500,
    maxRequeues: 1,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    dnsTimeout: 10_000,
  });
  return {
    send: async (mail, from) => {
      await pool.sendMail({ ...messageOf(mail, from), signal: AbortSignal.timeout(sendSeconds * 1000) });
    },
    close: () => pool.close(),
  };
}

async function offer(send: Send, mail: DueMail, from: Pick<MailSettings, "from" | "host">): Promise<Outcome> {
  try {
    await send(mail, from);
    return { kind: "sent" };
  } catch (caught) {
    const error = caught as SmtpError;
    const answered = error.code === "EENVELOPE" || error.code === "EMESSAGE";
    // 421: the server closes, whatever it was asked.
    if (!answered || error.responseCode === 421) return { kind: "unreachable", error: error.message };
    // Without a response the mail itself cannot be offered. A refused sender (MAIL FROM) is our configuration and not the recipient's
    // fault: it is tried again.
    const { responseCode } = error;
    const final = responseCode === undefined || (responseCode >= 500 && error.command !== "MAIL FROM");
    return { kind: final ? "refused" : "later", error: error.message };
  }
}

async function mark(db: Knex, mail: DueMail, outcome: Outcome, away: boolean, now: Date): Promise<void> {
  if (outcome.kind === "sent") return;
  const { error } = outcome;
  if (outcome.kind === "refused") return untilDone(() => markRefused(db, mail, error, null));
  if (away || outcome.kind === "left") return untilDone(() => release(db, mail, error, now));
  return untilDone(() => markRefused(db, mail, error, nextTry(mail.attempts, now)));
}

const left: Outcome = { kind: "left", error: "the role moved to another node" };
const errorOf = (outcome: Outcome | undefined) => (outcome && outcome.kind !== "sent" ? outcome.error : "");

/** A database that changes its node answers again within seconds; giving up before would send the mail a second time. */
async function untilDone(write: () => Promise<void>): Promise<void> {
  for (const wait of [100, 300, 1000, 3000, 5000]) {
    try {
      return await write();
    } catch (error) {
      log.warn({ err: error }, "a mail's outcome could not be stored; trying again");
      await new Promise((done) => setTimeout(done, wait));
    }
  }
  return write();
}
