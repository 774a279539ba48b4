import { setTimeout as sleep } from "node:timers/promises";
import type { Redis } from "ioredis";
import { log } from "./log.ts";

/** A message to open pages: "refresh" asks them to fetch themselves again, others carry data for one controller. */
export interface LiveMessage {
  readonly event: "refresh" | "presence";
  readonly data: Record<string, unknown>;
}

type Receiver = (message: LiveMessage) => void;

const prefix = "holdfast:";
const patienceMs = 2000;
const pages = new Map<string, Set<Receiver>>();
const broadcasts = new Map<string, ((data: unknown) => void)[]>();
let publisher: Redis | undefined;

/** Connects this process to the others. `subscriber` must be a connection of its own: a subscribed one takes no commands. */
export async function connectLive(commands: Redis, subscriber: Redis): Promise<void> {
  publisher = commands;
  subscriber.on("pmessage", (_pattern: string, channel: string, text: string) => {
    const message: unknown = JSON.parse(text);
    const topic = channel.slice(prefix.length);
    for (const receive of broadcasts.get(topic) ?? []) receive(message);
    for (const receive of pages.get(topic) ?? []) receive(message as LiveMessage);
  });
  const subscribed = subscriber
    .psubscribe(`${prefix}*`)
    .catch((error: unknown) => log.warn({ err: error }, "live updates wait for redis"));
  // A process must start without Redis too; it subscribes when that is there.
  await Promise.race([subscribed, sleep(patienceMs, undefined, { ref: false })]);
  subscriber.on("ready", () => {
    // Subscribed again before this ping, on the same connection: from its answer on nothing is missed any more.
    void subscriber.ping().then(
      () => missed.forEach((tell) => tell()),
      () => undefined,
    );
  });
}

const missed: (() => void)[] = [];

/** Calls `tell` when messages may have been missed: Redis was away, or another one has become the master. */
export function onMissedMessages(tell: () => void): void {
  missed.push(tell);
}

/** Tells every process of every node. Best effort: nothing that must not be lost goes this way. */
export function broadcast(topic: string, data: object): void {
  publisher?.publish(prefix + topic, JSON.stringify(data)).catch(() => undefined);
}

export function onBroadcast(topic: string, receive: (data: unknown) => void): void {
  broadcasts.set(topic, [...(broadcasts.get(topic) ?? []), receive]);
}

/** A topic always names its portal, so that no page can listen across portals by a ticket's number. */
export const liveTopic = (portalId: number, ...parts: (string | number)[]) =>
  ["live", portalId, ...parts].join(":");

/** Tells the open pages that subscribed to the topic, in whichever process they are. */
export function tellPages(topic: string, message: LiveMessage): void {
  broadcast(topic, message);
}

/** Calls `receive` for each message to one of the topics until the returned function is called. */
export function listenToPages(topics: readonly string[], receive: Receiver): () => void {
  for (const topic of topics) {
    const receivers = pages.get(topic) ?? new Set();
    receivers.add(receive);
    pages.set(topic, receivers);
  }
  return () => {
    for (const topic of topics) {
      pages.get(topic)?.delete(receive);
      if (pages.get(topic)?.size === 0) pages.delete(topic);
    }
  };
}
