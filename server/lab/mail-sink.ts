// node mail-sink.js <address> <port> <file>: the mail server in the client's network; one line of JSON for each mail it takes.
import { appendFileSync } from "node:fs";
import { SMTPServer } from "smtp-server";

const [address = "127.0.0.1", port = "2525", file = "mails.ndjson"] = process.argv.slice(2);

/** The value of a header of a raw mail, unfolded. */
function headerOf(raw: string, name: string): string {
  const head = raw.slice(0, raw.indexOf("\r\n\r\n")).replaceAll(/\r\n[ \t]+/g, " ");
  const line = head.split("\r\n").find((each) => each.toLowerCase().startsWith(`${name}:`));
  return line?.slice(name.length + 1).trim() ?? "";
}

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ["AUTH", "STARTTLS"],
  disableReverseLookup: true,
  onData: (stream, session, done) => {
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("end", () => {
      const raw = Buffer.concat(chunks).toString("utf8");
      const mail = {
        at: Date.now(),
        id: headerOf(raw, "message-id"),
        subject: headerOf(raw, "subject"),
        to: session.envelope.rcptTo.map((recipient) => recipient.address).join(","),
        from: session.remoteAddress,
      };
      // Before the 250: what is acknowledged must be on record.
      appendFileSync(file, `${JSON.stringify(mail)}\n`);
      done();
    });
  },
});
server.on("error", () => undefined); // senders that are killed are what the lab is for
server.listen(Number(port), address);
