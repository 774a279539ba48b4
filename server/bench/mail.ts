import { createServer, type Server, type Socket } from "node:net";

/** A mail server that takes everything and keeps nothing but the count. */
export interface Sink {
  readonly url: string;
  readonly count: () => number;
  stop(): void;
}

export async function startSink(): Promise<Sink> {
  let count = 0;
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => undefined);
    let text = "";
    let isData = false;
    const say = (line: string) => socket.write(`${line}\r\n`);
    say("220 bench");
    socket.on("data", (part) => {
      text += part.toString("latin1");
      for (;;) {
        const end = isData ? text.indexOf("\r\n.\r\n") : text.indexOf("\r\n");
        if (end < 0) return;
        const line = text.slice(0, end);
        text = text.slice(end + (isData ? 5 : 2));
        if (isData) {
          isData = false;
          count++;
          say("250 taken");
        } else if (/^EHLO/i.test(line)) say("250-bench\r\n250 8BITMIME");
        else if (/^DATA/i.test(line)) {
          isData = true;
          say("354 go on");
        } else if (/^QUIT/i.test(line)) socket.end("221 bye\r\n");
        else say("250 ok");
      }
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    url: `smtp://127.0.0.1:${port}`,
    count: () => count,
    stop: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** Mails a second while the worker sends what has gathered; the time counts from the first mail to the last. */
export async function mailRate(sink: Sink, longestSeconds: number): Promise<{ mails: number; rate: number }> {
  const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
  const started = performance.now();
  const isOver = () => performance.now() - started > longestSeconds * 1000;
  while (sink.count() === 0 && !isOver()) await pause(20);
  const first = performance.now();
  let last = first;
  // Quiet for two seconds means done.
  for (let seen = sink.count(); performance.now() - last < 2000 && !isOver(); await pause(20))
    if (sink.count() > seen) {
      seen = sink.count();
      last = performance.now();
    }
  const mails = sink.count();
  return { mails, rate: last > first ? (mails * 1000) / (last - first) : 0 };
}
