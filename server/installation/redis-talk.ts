import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { clusterTls, type Identity } from "../core/connections.ts";

/** Where a Redis or a Sentinel listens: a unix socket, or a node's port with mutual TLS. */
export type RedisPlace =
  { readonly path: string } | { readonly host: string; readonly port: number; readonly identity: Identity };

export type RedisReply = string | number | null | readonly RedisReply[];

/**
 * Sends a few commands to a Redis or Sentinel and returns their replies. Spoken by hand: launchers and the agent must be small and quick,
 * and a client library that connects again for ever is the opposite of what they need.
 * @throws Error when it is not there, says no, or has not answered all after `patienceMs`.
 */
export function talkToRedis(
  place: RedisPlace,
  password: string,
  commands: readonly (readonly (string | number)[])[],
  patienceMs = 1000,
): Promise<RedisReply[]> {
  const all = [["AUTH", password], ...commands];
  return new Promise((resolve, reject) => {
    const socket = open(place);
    let said: Buffer = Buffer.alloc(0);
    const finish = (outcome: Error | RedisReply[]) => {
      clearTimeout(tooLate);
      socket.destroy();
      if (outcome instanceof Error) reject(outcome);
      else resolve(outcome);
    };
    const tooLate = setTimeout(() => finish(new Error(`no answer within ${patienceMs} ms`)), patienceMs);
    socket.on("error", finish).on("close", () => finish(new Error("it closed the connection")));
    socket.on("data", (data: Buffer) => {
      said = Buffer.concat([said, data]);
      try {
        const replies = parseReplies(said, all.length);
        if (replies) finish(replies.slice(1));
      } catch (error) {
        finish(error as Error);
      }
    });
    socket.write(all.map(encoded).join(""));
  });
}

function open(place: RedisPlace): Socket {
  if ("path" in place) return connect(place.path);
  return connectTls({ host: place.host, port: place.port, ...clusterTls(place.identity) });
}

const encoded = (parts: readonly (string | number)[]) =>
  `*${parts.length}\r\n${parts.map((part) => `$${Buffer.byteLength(String(part))}\r\n${part}\r\n`).join("")}`;

/** The first `count` replies in RESP2, or null while they are not complete. @throws Error for an error reply, with its words. */
export function parseReplies(said: Buffer, count: number): RedisReply[] | null {
  let at = 0;
  const line = (): string | null => {
    const end = said.indexOf("\r\n", at);
    if (end < 0) return null;
    const text = said.toString("utf8", at, end);
    at = end + 2;
    return text;
  };
  const one = (): RedisReply | undefined => {
    const head = line();
    if (head === null) return undefined;
    const rest = head.slice(1);
    if (head.startsWith("-")) throw new Error(rest);
    if (head.startsWith(":")) return Number(rest);
    if (head.startsWith("$")) return bulk(Number(rest));
    if (head.startsWith("*")) return list(Number(rest));
    return rest;
  };
  const bulk = (length: number): RedisReply | undefined => {
    if (length < 0) return null;
    if (said.length < at + length + 2) return undefined;
    const text = said.toString("utf8", at, at + length);
    at += length + 2;
    return text;
  };
  const list = (length: number): RedisReply[] | null | undefined => {
    if (length < 0) return null;
    const items: RedisReply[] = [];
    for (let n = 0; n < length; n++) {
      const item = one();
      if (item === undefined) return undefined;
      items.push(item);
    }
    return items;
  };
  return list(count) ?? null;
}

/** A reply of names and values in turn, as CONFIG GET and SENTINEL MASTER send, as a map. */
export function pairs(reply: RedisReply | undefined): ReadonlyMap<string, string> {
  const flat = Array.isArray(reply) ? reply : [];
  const found = new Map<string, string>();
  for (let n = 0; n + 1 < flat.length; n += 2) found.set(String(flat[n]), String(flat[n + 1]));
  return found;
}
