import type { Redis } from "ioredis";
import type { PresenceMark } from "./presence.ts";

let redis: Redis | undefined;

/** Called once by each process that serves pages. */
export function usePresence(client: Redis): void {
  redis = client;
}

const keyOf = (portalId: number, ticketId: number) => `presence:${portalId}:${ticketId}`;
/** The whole hash is forgotten when nobody renewed anything for so long. */
const forgottenAfterMs = 60_000;

/** `field` is the page's own name, or "<agent>:writing". Without Redis nobody is seen; that is all. */
export async function setMark(
  portalId: number,
  ticketId: number,
  field: string,
  mark: PresenceMark,
): Promise<void> {
  const key = keyOf(portalId, ticketId);
  await redis
    ?.multi()
    .hset(key, field, JSON.stringify(mark))
    .pexpire(key, forgottenAfterMs)
    .exec()
    .catch(() => undefined);
}

export async function removeMark(portalId: number, ticketId: number, field: string): Promise<void> {
  await redis?.hdel(keyOf(portalId, ticketId), field).catch(() => undefined);
}

/** All marks of a ticket; those that ran out are taken out on the way. */
export async function marksOf(portalId: number, ticketId: number, now: number): Promise<PresenceMark[]> {
  const fields = (await redis?.hgetall(keyOf(portalId, ticketId)).catch(() => undefined)) ?? {};
  const marks: PresenceMark[] = [];
  for (const [field, text] of Object.entries(fields)) {
    const mark = JSON.parse(text) as PresenceMark;
    if (mark.until > now) marks.push(mark);
    else await removeMark(portalId, ticketId, field);
  }
  return marks;
}
