import { readFileSync, unwatchFile, watchFile } from "node:fs";
import { request as httpRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { createServer, request as httpsRequest, type Server } from "node:https";
import type { TLSSocket } from "node:tls";
import { answering, type Caller } from "./answering.ts";
import { keyFiles } from "./certificates.ts";
import { type Cluster, type ClusterNode, selfOf } from "./cluster.ts";
import { Refusal, type Routes } from "./routes.ts";

/** The part of an installation's layout that the channel needs. */
interface Keys {
  readonly keys: string;
}

/** No answer: the machine, its agent or the line is down, or it is not who it should be. */
export class UnreachableError extends Error {}

const minVersion = "TLSv1.3" as const;
const patienceMs = 2000;
const largestAnswer = 16 * 1024 * 1024;

/**
 * Serves the routes to the other nodes on this node's `ports.agent`, all addresses: TLS 1.3, certificates of the cluster's own authority on both sides.
 * The caller is who its certificate names, and a member only while cluster.json lists it.
 * @param options.cluster asked at each request: membership changes while the server runs.
 * @returns the server, listening. @throws Error when the port is taken.
 */
export async function serveChannel(options: {
  readonly layout: Keys;
  readonly cluster: () => Cluster;
  readonly routes: Routes;
}): Promise<Server> {
  const server = createServer(
    // Strangers may shake hands too: one who joins has no certificate yet. What they may ask is each route's decision.
    { ...identityOf(options.layout), requestCert: true, rejectUnauthorized: false, minVersion },
    answering(options.routes, (request) => callerOf(request, options.cluster())),
  );
  server.on("tlsClientError", (_error, socket) => socket.destroy());
  server.requestTimeout = 30_000;
  const { certificate } = keyFiles(options.layout.keys);
  // Issued anew when the node was given an address, or before the old one ends.
  watchFile(certificate, { interval: 1000, persistent: false }, () => {
    server.setSecureContext({ ...identityOf(options.layout), minVersion });
  });
  server.on("close", () => unwatchFile(certificate));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(selfOf(options.cluster()).ports.agent, resolve);
  });
  return server;
}

/** What this node shows to the others. */
export function identityOf({ keys }: Keys) {
  const { authority, certificate, key } = keyFiles(keys);
  return { ca: readFileSync(authority), cert: readFileSync(certificate), key: readFileSync(key) };
}

function callerOf(request: IncomingMessage, cluster: Cluster): Caller {
  const socket = request.socket as TLSSocket;
  const name = socket.authorized ? nameOn(socket) : "";
  if (name === "") return { name, kind: "anyone" };
  return { name, kind: cluster.nodes.some((node) => node.name === name) ? "member" : "certified" };
}

const nameOn = (socket: TLSSocket): string => {
  const name = socket.getPeerCertificate().subject?.CN;
  return typeof name === "string" ? name : "";
};

/**
 * Asks another node's agent, over mutual TLS: it must show a certificate of our authority with that node's name.
 * @param route such as "GET /state". @param options.timeoutMs for the whole exchange, 2 s unless told.
 * @throws Refusal with the other side's sentence, UnreachableError when there is no answer in time or somebody else answers.
 */
export function callPeer<T = unknown>(
  layout: Keys,
  node: ClusterNode,
  route: string,
  body?: unknown,
  options: { readonly timeoutMs?: number } = {},
): Promise<T> {
  const identity = {
    ...identityOf(layout),
    // The address says nothing about who is there; the name that our authority put on the certificate does.
    checkServerIdentity: (_host: string, certificate: { subject: { CN?: string | string[] } }) =>
      certificate.subject.CN === node.name
        ? undefined
        : new Error(`its certificate is for ${String(certificate.subject.CN)}, not ${node.name}`),
  };
  const where = { host: node.address, port: node.ports.agent, minVersion, ...identity };
  return exchange<T>((to) => httpsRequest({ ...to, ...where }), node.name, route, body, options.timeoutMs);
}

/**
 * Asks this machine's own agent through its unix socket.
 * @throws Refusal with its sentence, UnreachableError when it does not run or does not answer within `timeoutMs` (2 s unless told).
 */
export function callAgent<T = unknown>(
  socketPath: string,
  route: string,
  body?: unknown,
  options: { readonly timeoutMs?: number } = {},
): Promise<T> {
  return exchange<T>(
    (to) => httpRequest({ ...to, socketPath }),
    "the failover agent",
    route,
    body,
    options.timeoutMs,
  );
}

/** One request and its answer. `open` adds where to and as whom. */
export function exchange<T>(
  open: (options: RequestOptions) => ReturnType<typeof httpRequest>,
  who: string,
  route: string,
  body: unknown,
  timeoutMs = patienceMs,
): Promise<T> {
  const [method, path] = route.split(" ") as [string, string];
  const payload = body === undefined ? undefined : JSON.stringify(body);
  const headers = payload === undefined ? {} : { "content-type": "application/json" };
  return new Promise<T>((resolve, reject) => {
    const fail = (error: Error) => reject(new UnreachableError(`${who} does not answer: ${error.message}`));
    const asked = open({ method, path, headers, agent: false });
    const tooLong = setTimeout(() => asked.destroy(new Error(`nothing within ${timeoutMs} ms`)), timeoutMs);
    asked.on("error", fail);
    asked.on("close", () => clearTimeout(tooLong));
    asked.on("response", (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("error", fail);
      response.on("data", (chunk: string) => {
        text += chunk;
        if (text.length > largestAnswer) asked.destroy(new Error("its answer is too large"));
      });
      response.on("end", () => settle<T>(who, response.statusCode ?? 0, text, resolve, reject));
    });
    asked.end(payload);
  });
}

function settle<T>(
  who: string,
  status: number,
  text: string,
  resolve: (answer: T) => void,
  reject: (error: Error) => void,
): void {
  try {
    const answer = JSON.parse(text) as T & { error?: { code: string; message: string } };
    if (status === 200) resolve(answer);
    else
      reject(
        new Refusal(answer.error?.code ?? "failed", answer.error?.message ?? `${who} answered ${status}`),
      );
  } catch {
    reject(new UnreachableError(`${who} answered ${status} with something that is not JSON`));
  }
}
