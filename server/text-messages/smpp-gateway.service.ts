import type { EventEmitter } from "node:events";
import { createRequire } from "node:module";
import { isIP } from "node:net";
import type { SmppSettings } from "./gateway.settings.ts";
import { networkProblem } from "./http-gateway.service.ts";
import type { Answer, Gateway, Problem } from "./text-message.ts";

interface Pdu {
  readonly command_status: number;
  readonly message_id?: string;
  response(): Pdu;
}
interface Session extends EventEmitter {
  bind_transceiver(fields: object, answered: (pdu: Pdu) => void): boolean;
  submit_sm(fields: object, answered: (pdu: Pdu) => void): boolean;
  unbind(): boolean;
  send(pdu: Pdu): boolean;
  close(): void;
  destroy(): void;
}
interface Smpp {
  connect(options: object, connected: () => void): Session;
  readonly errors: Readonly<Record<string, number>>;
  readonly encodings: { readonly ASCII: { match(text: string): boolean } };
}
// The package has no types of its own.
const smpp = createRequire(import.meta.url)("smpp") as Smpp;

const patienceMs = 10_000;
const international = { ton: 1, npi: 1 };
const [gsm, ucs2] = [0, 8];

/** A message centre that speaks SMPP 3.4. One session for as long as the gateway is open; it is begun by the first message. */
export function smppGateway(settings: SmppSettings): Gateway {
  let session: Promise<Session | Answer> | undefined;
  return {
    deliver: async ({ to, text }) => {
      if (settings.host === "" || settings.systemId === "")
        return { sent: false, problem: "incomplete", words: "" };
      const bound = await (session ??= bind(settings));
      if ("sent" in bound) return bound;
      const fields = { ...addresses(settings.sender, to), ...content(text) };
      return outcome(await ask(bound, (answered) => bound.submit_sm(fields, answered)));
    },
    close: () =>
      void session?.then((bound) => {
        if ("sent" in bound) return;
        bound.unbind();
        bound.close();
        setTimeout(() => bound.destroy(), 1000).unref();
      }),
  };
}

async function bind({ host, port, tls, systemId, password }: SmppSettings): Promise<Session | Answer> {
  let session: Session | undefined;
  const connected = new Promise<void>((resolve, reject) => {
    const name = isIP(host) === 0 ? { servername: host } : {};
    session = smpp.connect({ host, port, tls, ...name }, resolve);
    session.on("error", reject);
    session.on("close", () => reject(new Error("the connection was closed")));
    setTimeout(() => reject(Object.assign(new Error(), { name: "TimeoutError" })), patienceMs).unref();
  });
  try {
    await connected;
  } catch (error) {
    session?.destroy();
    return { sent: false, ...networkProblem(error) };
  }
  if (!session) throw new Error("unreachable");
  const open = session;
  // Centres look whether we are still there.
  open.on("enquire_link", (pdu: Pdu) => open.send(pdu.response()));
  const credentials = { system_id: systemId, password, interface_version: 0x34 };
  const answer = outcome(await ask(open, (answered) => open.bind_transceiver(credentials, answered)));
  if (answer.sent) return open;
  open.destroy();
  return answer;
}

/** The answer to one PDU; a problem when none comes. */
function ask(session: Session, send: (answered: (pdu: Pdu) => void) => boolean): Promise<Pdu | Answer> {
  return new Promise((resolve) => {
    const failed = (error: unknown) => resolve({ sent: false, ...networkProblem(error) });
    session.once("error", failed);
    session.once("close", () => failed(new Error("the connection was closed")));
    setTimeout(() => failed({ name: "TimeoutError" }), patienceMs).unref();
    if (!send(resolve)) failed(new Error("the connection was closed"));
  });
}

function outcome(answer: Pdu | Answer): Answer {
  if ("sent" in answer) return answer;
  const { command_status: status, message_id: id } = answer;
  if (status === 0) return { sent: true, words: id ? `accepted as ${id}` : "accepted" };
  const name = Object.keys(smpp.errors).find((each) => smpp.errors[each] === status) ?? String(status);
  return { sent: false, problem: problemOf(name), words: name };
}

function problemOf(status: string): Problem {
  if (/^ESME_R(BINDFAIL|INVPASWD|INVSYSID)$/.test(status)) return "unauthorised";
  if (/^ESME_R(THROTTLED|MSGQFUL)$/.test(status)) return "busy";
  return /^ESME_R(SYSERR|SUBMITFAIL|INVBNDSTS|ALYBND|UNKNOWNERR)$/.test(status) ? "fault" : "refused";
}

function addresses(sender: string, to: string): object {
  const digits = /^\+?\d+$/.test(sender);
  return {
    source_addr: sender.replace(/^\+/, ""),
    // 5: alphanumeric.
    ...(digits
      ? { source_addr_ton: international.ton, source_addr_npi: international.npi }
      : { source_addr_ton: sender === "" ? 0 : 5, source_addr_npi: 0 }),
    destination_addr: to.replace(/^\+/, ""),
    dest_addr_ton: international.ton,
    dest_addr_npi: international.npi,
  };
}

/** The short alphabet where it suffices; what is longer than one message goes as a payload that the centre divides. */
function content(text: string): object {
  const short = smpp.encodings.ASCII.match(text);
  const fits = text.length <= (short ? 160 : 70);
  const coding = { data_coding: short ? gsm : ucs2 };
  return fits ? { ...coding, short_message: text } : { ...coding, short_message: "", message_payload: text };
}
