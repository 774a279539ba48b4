import type { Request } from "express";
import type { WayIn } from "../core/capability.ts";
import type { Link } from "../core/http/area.ts";

let ways: readonly WayIn[] = [];

/** Called once by each process with what the capabilities bring. */
export function useWaysIn(given: readonly WayIn[]): void {
  ways = given;
}

/** What a sign-in page offers besides its own form, and whether that stands in for the password. */
export async function offersOf(req: Request): Promise<{ links: readonly Link[]; only: boolean }> {
  const offers = await Promise.all(ways.map((way) => way.offers(req)));
  return { links: offers.flatMap(({ links }) => links), only: offers.some(({ only }) => only) };
}

/** Whether a password or a code is not enough for this person: their organisation signs in elsewhere. */
export async function mustComeElsewhere(loginId: number): Promise<boolean> {
  return (await Promise.all(ways.map((way) => way.insists(loginId)))).includes(true);
}

/** A path of ours that leads on to where a browser that signs out is signed out, too; null for nowhere. */
export async function leaveElsewhere(req: Request): Promise<string | null> {
  return (await Promise.all(ways.map((way) => way.leave(req)))).find((url) => url !== null) ?? null;
}
