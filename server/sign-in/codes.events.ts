import { event } from "../core/events.ts";

/** Also for addresses that nobody signs in with: whoever asks must not see a difference, not even in time. */
export const codeRequested = event<{
  /** Empty when a mobile number was typed. */
  email: string;
  mobile?: string;
  browserHash: string;
  customerPortalId: number | null;
  byMail?: boolean;
}>("sign-in.code-requested");
