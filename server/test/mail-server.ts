import type { AddressInfo } from "node:net";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

/** A mail as it arrived. */
export interface ArrivedMail extends Email {
  /** The envelope's recipient. */
  readonly recipient: string;
  readonly raw: string;
  header(name: string): string | undefined;
}

export interface MailServer {
  readonly url: string;
  readonly port: number;
  /** What it took, in order. */
  readonly mails: ArrivedMail[];
  /** Those to one recipient. */
  to(email: string): ArrivedMail[];
  close(): Promise<void>;
}

/** A real SMTP server on loopback. `refuse` answers RCPT TO with the code that it returns; `port` 0 takes a free one. */
export async function startMailServer(
  options: {
    refuse?: (recipient: string) => number | null;
    onMessage?: () => Promise<void>;
    port?: number;
  } = {},
): Promise<MailServer> {
  const mails: ArrivedMail[] = [];
  const behaviour: SMTPServerOptions = {
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    closeTimeout: 200, // senders keep their connections; a server that goes away does not ask
    onRcptTo: ({ address }, _session, done) => {
      const code = options.refuse?.(address) ?? null;
      done(code === null ? null : Object.assign(new Error("not here"), { responseCode: code }));
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const raw = Buffer.concat(chunks);
        void PostalMime.parse(raw).then(async (parsed) => {
          await options.onMessage?.();
          const header = (name: string) =>
            parsed.headers.find(({ key }) => key === name.toLowerCase())?.value;
          mails.push({
            ...parsed,
            raw: raw.toString(),
            recipient: session.envelope.rcptTo[0]?.address ?? "",
            header,
          });
          done();
        }, done);
      });
    },
  };
  const server = new SMTPServer(behaviour);
  server.on("error", () => undefined); // clients that die are part of the tests
  await new Promise<void>((ready) => server.listen(options.port ?? 0, "127.0.0.1", ready));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    port,
    mails,
    to: (email) => mails.filter((mail) => mail.recipient === email),
    close: () => new Promise((done) => server.close(() => done())),
  };
}
