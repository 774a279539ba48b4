import { type ChildProcess, spawn } from "node:child_process";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Knex } from "knex";
import { projectRoot } from "../core/project.ts";
import { loadSettings } from "../core/settings.ts";

/** One request as an HTTP gateway got it. */
export interface GatewayRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export interface TestGateway {
  readonly url: string;
  readonly requests: GatewayRequest[];
  /** What it answers from now on; "nothing" lets the caller wait. */
  answer: { status: number; text: string; location?: string } | "nothing";
  close(): Promise<void>;
}

/** A real HTTP gateway on loopback. */
export async function startHttpGateway(): Promise<TestGateway> {
  const gateway: Omit<TestGateway, "url" | "close"> = {
    requests: [],
    answer: { status: 200, text: "OK" },
  };
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", () => {
      const { method = "", url = "", headers } = req;
      gateway.requests.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
      if (gateway.answer === "nothing") return;
      const { status, text, location } = gateway.answer;
      res.writeHead(status, location ? { location } : {}).end(text);
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  return Object.assign(gateway, {
    url: `http://127.0.0.1:${port}/send`,
    close: () =>
      new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  });
}

export interface MessageCentre {
  readonly port: number;
  readonly messages: { to: string; from: string; coding: number; text: string }[];
  stop(): void;
}

/** An SMPP message centre as a separate process. */
export async function startMessageCentre(): Promise<MessageCentre> {
  const child: ChildProcess = spawn(
    process.execPath,
    ["--import", "tsx", join(projectRoot, "server/test/smpp-center.ts")],
    { stdio: ["ignore", "pipe", "inherit"], cwd: projectRoot },
  );
  const messages: MessageCentre["messages"] = [];
  const port = await new Promise<number>((resolve, reject) => {
    child.once("exit", () => reject(new Error("the message centre did not start")));
    if (!child.stdout) throw new Error("no output");
    createInterface(child.stdout).on("line", (line) => {
      if (line.startsWith("{")) messages.push(JSON.parse(line) as MessageCentre["messages"][number]);
      else resolve(Number(line));
    });
  });
  return { port, messages, stop: () => void child.kill() };
}

/** Puts settings in force as a saved form does. */
export async function useStored(db: Knex, values: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    await db("settings").where({ name }).delete();
    await db("settings").insert({ name, value, changed_by: "", changed_at: new Date() });
  }
  await loadSettings(db);
}
