import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A line to a server that can go dead without being closed, as a cut cable does. */
export interface StallingProxy {
  readonly port: number;
  /** From now on nothing passes, in no direction; connections are taken and stay silent. */
  stall(): void;
  /** What waited is passed on, late. */
  resume(): void;
  close(): Promise<void>;
}

/** Listens on 127.0.0.1 and passes everything on to a unix socket. */
export async function startStallingProxy(socketPath: string): Promise<StallingProxy> {
  const open = new Set<Socket>();
  let stalled = false;
  const server = createServer((near) => {
    const far = connect(socketPath);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(from);
      from.on("data", (chunk) => to.write(chunk));
      from
        .on("error", () => to.destroy())
        .on("close", () => {
          open.delete(from);
          to.destroy();
        });
      if (stalled) from.pause();
    }
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    port: (server.address() as AddressInfo).port,
    stall: () => {
      stalled = true;
      for (const socket of open) socket.pause();
    },
    resume: () => {
      stalled = false;
      for (const socket of open) socket.resume();
    },
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}
