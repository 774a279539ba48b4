// A mail waits, is being sent, was sent, or failed for good. What a header may carry is decided here, once, before anything is stored.

export const mailStates = ["waiting", "sending", "sent", "failed"] as const;
export type MailState = (typeof mailStates)[number];

const minute = 60_000;
const hour = 60 * minute;
const waits = [minute, 5 * minute, 30 * minute, 2 * hour, 6 * hour, 12 * hour, 24 * hour, 24 * hour];

/** When to try again after `attempts` tries; null when there were enough of them (nine, over almost three days). */
export function nextTry(attempts: number, now: Date): Date | null {
  const wait = waits[attempts - 1];
  return wait === undefined ? null : new Date(now.getTime() + wait);
}

/**
 * One line of plain text for a header. Line breaks would begin another header; direction overrides would make an address read
 * as another one. Direction *marks* and letters of right-to-left scripts stay.
 */
export function headerText(text: string, longest: number): string {
  const line = text
    .toWellFormed()
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ")
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, "")
    .replace(/ {2,}/g, " ")
    .trim();
  // The column counts code points; half an emoji would be none.
  const points = [...line];
  return points.length <= longest ? line : `${points.slice(0, longest - 1).join("")}…`;
}

/** One bare address and nothing that a header or an SMTP command would read as more. */
export const isMailAddress = (text: string): boolean =>
  text.length <= 254 && /^[^\s<>()[\]\\,;:"@\p{C}]+@[^\s<>()[\]\\,;:"@\p{C}]+$/u.test(text);

/** The Message-ID that all mails of a ticket answer to, so that mail programs show them as one conversation. */
export const threadOf = (portalId: number, ticketId: number, host: string): string =>
  `<ticket.${portalId}.${ticketId}@${host}>`;
export const messageId = (key: string, host: string): string => `<hf.${key}@${host}>`;
