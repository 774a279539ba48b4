import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Stands between a client and a server's unix socket and can go wrong in ways that a server cannot. */
export interface TcpProxy {
  readonly port: number;
  /** Ends every connection with a reset, and refuses new ones until `heal`. */
  cut(): void;
  /** From now on the server's answers are swallowed; what it is asked still reaches it. */
  mute(): void;
  /** As a server that ends: takes nobody in any more, and gives those inside no answer. */
  end(): void;
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
  const { port } = server.address() as AddressInfo;
  return {
    port,
    cut,
    mute: () => (muted = true),
    end: () => {
      muted = true;
      server.close();
    },
    heal: () => {
      broken = muted = false;
      if (!server.listening) server.listen(port, "127.0.0.1");
    },
    close: () => {
      cut();
      server.close();
    },
  };
}
