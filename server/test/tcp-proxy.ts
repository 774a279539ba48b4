import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Stands between a client and a server's unix socket and can go wrong in ways that a server cannot. */
export interface TcpProxy {
  readonly port: number;
  /** Ends every connection with a reset, and refuses new ones until `heal`. */
  cut(): void;
  /** From now on the server's answers are swallowed; what it is asked still reaches it. */
  mute(): void;
  heal(): void;
  close(): void;
}

export async function startProxy(socketPath: string): Promise<TcpProxy> {
  const open = new Set<Socket>();
  let broken = false;
  let muted = false;
  const server = createServer((client) => {
    if (broken) {
      client.resetAndDestroy();
      return;
    }
    const behind = connect(socketPath);
    open.add(client).add(behind);
    client.on("data", (data) => behind.write(data));
    behind.on("data", (data) => muted || client.write(data));
    for (const [one, other] of [
      [client, behind],
      [behind, client],
    ] as const) {
      one.on("error", () => undefined);
      one.on("close", () => {
        open.delete(one);
        other.destroy();
      });
    }
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const cut = () => {
    broken = true;
    for (const socket of open) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    mute: () => (muted = true),
    heal: () => (broken = muted = false),
    close: () => {
      cut();
      server.close();
    },
  };
}
