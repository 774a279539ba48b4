// A mobile operator's message centre as a process of its own: node --import tsx server/test/smpp-center.ts. Prints its port, then one line
// of JSON for each message. The system id "desk" has the password "secret"; a number that ends with 000 does not exist.
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";

interface Pdu {
  readonly command: string;
  readonly system_id?: string;
  readonly password?: string;
  readonly destination_addr?: string;
  readonly source_addr?: string;
  readonly data_coding?: number;
  readonly short_message?: { readonly message: string };
  readonly message_payload?: { readonly message: string };
  response(fields?: object): Pdu;
}
interface Session {
  on(event: string, heard: (pdu: Pdu) => void): void;
  send(pdu: Pdu): void;
  close(): void;
}
const smpp = createRequire(import.meta.url)("smpp") as {
  createServer(listener: (session: Session) => void): {
    listen(port: number, host: string, ready: () => void): void;
    address(): AddressInfo;
  };
  readonly ESME_RBINDFAIL: number;
  readonly ESME_RINVDSTADR: number;
};
const print = (line: string) => process.stdout.write(`${line}\n`);

let count = 0;
const server = smpp.createServer((session) => {
  session.on("error", () => undefined);
  session.on("bind_transceiver", (pdu) => {
    const known = pdu.system_id === "desk" && pdu.password === "secret";
    session.send(pdu.response(known ? {} : { command_status: smpp.ESME_RBINDFAIL }));
    if (!known) session.close();
  });
  session.on("submit_sm", (pdu) => {
    if (pdu.destination_addr?.endsWith("000")) {
      session.send(pdu.response({ command_status: smpp.ESME_RINVDSTADR }));
      return;
    }
    const text = pdu.short_message?.message || (pdu.message_payload?.message ?? "");
    print(JSON.stringify({ to: pdu.destination_addr, from: pdu.source_addr, coding: pdu.data_coding, text }));
    session.send(pdu.response({ message_id: `m${++count}` }));
  });
  session.on("unbind", (pdu) => {
    session.send(pdu.response());
    session.close();
  });
});
server.listen(0, "127.0.0.1", () => print(String(server.address().port)));
