import type { Write } from "./workload.ts";

/** What one database holds of a trial's writes: how often each marker stands there. */
export type Found = ReadonlyMap<string, number>;

/** One mail as the product recorded it. */
export interface MailRow {
  readonly messageId: string;
  readonly kind: string;
  readonly state: string;
  readonly text: string;
}

export interface WriteCount {
  /** Acknowledged, and not there. */
  readonly lost: readonly string[];
  /** There more than once. */
  readonly extra: readonly string[];
}

/** How often each marker of a run stands in these texts. One text counts once, however often it repeats the marker. */
export function markersIn(run: string, texts: readonly string[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const text of texts)
    for (const marker of new Set(text.match(new RegExp(`${run}-\\d+\\.`, "g"))))
      found.set(marker, (found.get(marker) ?? 0) + 1);
  return found;
}

/** Every acknowledged write exactly once; one that nobody answered at most once. */
export function countWrites(writes: readonly Write[], found: Found): WriteCount {
  const times = ({ marker }: Write) => found.get(marker) ?? 0;
  return {
    lost: writes.filter((write) => write.acknowledged && times(write) === 0).map(({ marker }) => marker),
    extra: writes.filter((write) => times(write) > 1).map(({ marker }) => marker),
  };
}

export interface MailCount {
  /** Sent, by the product's word, but never arrived; or due, and not sent; or never written for an answer that needs one. */
  readonly missing: readonly string[];
  /** Arrivals beyond the first, by Message-ID. */
  readonly duplicates: number;
  /** Two mails for one cause. */
  readonly extra: readonly string[];
}

/**
 * One mail to the contact for each answer, each arrived, at best once.
 * @param arrived Message-IDs as the mail server took them, in any order.
 */
export function countMails(
  writes: readonly Write[],
  rows: readonly MailRow[],
  arrived: readonly string[],
): MailCount {
  const arrivals = new Map<string, number>();
  for (const id of arrived) arrivals.set(id, (arrivals.get(id) ?? 0) + 1);
  const answers = rows.filter(({ kind }) => kind === "reply-added");
  // The ticket's subject has a marker of its own; the last one in the text is the answer's.
  const written = new Map<string, number>();
  for (const { text } of answers) {
    const marker = text.match(/[\w-]+-\d+\./g)?.findLast((each) => each.startsWith("lab-"));
    if (marker) written.set(marker, (written.get(marker) ?? 0) + 1);
  }
  const wanted = writes.filter(({ kind, acknowledged }) => kind === "answer" && acknowledged);
  return {
    missing: [
      ...wanted.filter(({ marker }) => !written.has(marker)).map(({ marker }) => `no mail for ${marker}`),
      ...rows
        .filter(({ messageId }) => !arrivals.has(messageId))
        .map(({ messageId, state }) => `${messageId} (${state}) did not arrive`),
    ],
    duplicates: rows.reduce((sum, { messageId }) => sum + Math.max(0, (arrivals.get(messageId) ?? 0) - 1), 0),
    extra: wanted.filter(({ marker }) => (written.get(marker) ?? 0) > 1).map(({ marker }) => marker),
  };
}
