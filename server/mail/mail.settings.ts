/** What the process knows of outgoing mail; from the environment, once. */
export interface MailSettings {
  /** The installation's own address, without a trailing slash. */
  readonly baseUrl: string;
  /** Null: mails wait until it is configured. */
  readonly smtpUrl: string | null;
  /** The address that all mail comes from. */
  readonly from: string;
  /** The right side of Message-IDs. */
  readonly host: string;
}

let settings: MailSettings | undefined;

/**
 * Called once by each process. The sender's address is `?from=` of the SMTP_URL, or no-reply at the installation's host.
 */
export function useMail({ baseUrl, smtpUrl }: { baseUrl: string; smtpUrl: string | undefined }): void {
  const host = new URL(baseUrl).hostname.replace(/^\[|\]$/g, "");
  const from = smtpUrl === undefined ? null : new URL(smtpUrl).searchParams.get("from");
  settings = { baseUrl, smtpUrl: smtpUrl ?? null, from: from ?? `no-reply@${host}`, host };
}

export function mailSettings(): MailSettings {
  if (!settings) throw new Error("useMail() was not called");
  return settings;
}

/** False while mails only wait. */
export const mailConfigured = (): boolean => mailSettings().smtpUrl !== null;
