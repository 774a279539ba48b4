import { createTransport } from "nodemailer";
import { headerText } from "./mail.ts";
import { mailSettings } from "./mail.settings.ts";

const patienceMs = 10_000;

/**
 * Hands one plain mail to the mail server now, without a row: for whoever keeps count of it in a table of their own.
 * @returns what the server said. @throws nodemailer's error.
 */
export async function sendDirectly({ to, text }: { to: string; text: string }): Promise<string> {
  const { smtpUrl, from } = mailSettings();
  if (smtpUrl === null) throw new Error("no mail server is configured");
  const url = new URL(smtpUrl);
  url.searchParams.delete("from");
  const transport = createTransport({
    url: url.href,
    connectionTimeout: patienceMs,
    greetingTimeout: patienceMs,
    socketTimeout: patienceMs,
    dnsTimeout: patienceMs,
  });
  try {
    const { response } = (await transport.sendMail({
      from: { name: "", address: from },
      to: { name: "", address: headerText(to, 254) },
      envelope: { from, to: [to] },
      subject: "",
      text,
      headers: { "Auto-Submitted": "auto-generated" },
      disableFileAccess: true,
      disableUrlAccess: true,
    })) as { response: string };
    return response;
  } finally {
    transport.close();
  }
}
