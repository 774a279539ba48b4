import { view } from "../core/views.ts";
import type { MailButton } from "../mail/index.ts";
import type { Status } from "../tickets/index.ts";

/** What every notice about a request shows besides its own words. */
interface Notice {
  readonly heading: string;
  readonly number: number;
  readonly subject: string;
  readonly button: MailButton;
}
/** Words of a person, cleaned when they came in. */
interface Quoted extends Notice {
  readonly author: string;
  readonly bodyHtml: string;
}

export const requestReceived = view<Notice>("notifications/mail/request-received");
export const newRequest = view<Quoted>("notifications/mail/new-request");
export const replyAdded = view<Quoted>("notifications/mail/reply-added");
export const assigned = view<Notice & { readonly contact: string; readonly due: Date | null }>(
  "notifications/mail/assigned",
);
export const statusChanged = view<Notice & { readonly text: string }>("notifications/mail/status-changed");
/** Goes to an address that nobody has confirmed: not a word in it that the sender of the form has chosen. */
export const guestConfirmation = view<{ readonly button: MailButton; readonly hours: number }>(
  "notifications/mail/guest-confirmation",
);

export type Change = "resolved" | "closed" | "reopened" | "on_hold";

/** What a change of status means to a person; null when it is the agents' own business (open, in progress). */
export function changeOf(from: Status, to: Status): Change | null {
  if (to === "resolved" || to === "closed" || to === "on_hold") return to;
  return from === "resolved" || from === "closed" ? "reopened" : null;
}
