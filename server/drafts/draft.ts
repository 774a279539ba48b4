import { createHash } from "node:crypto";
import type { Actor } from "../core/actor.ts";

/** While nobody is signed in, a draft belongs to the browser; only a hash of its name is kept. */
export const ownerOfBrowser = (browser: string): string =>
  `browser:${createHash("sha256").update(browser).digest("hex")}`;

/** Whose drafts a request reads and writes: the person's, or the browser's. */
export function draftOwner(req: {
  readonly browser: string;
  readonly ctx: { readonly actor: Actor };
}): string {
  const { actor } = req.ctx;
  return actor.kind === "contact" || actor.kind === "agent"
    ? `${actor.kind}:${actor.id}`
    : ownerOfBrowser(req.browser);
}

/** The form that posts to an address below an area's base, and the page that it stands on; null for forms without a draft. */
export function returnOf(path: string): { readonly form: string; readonly page: string } | null {
  if (path === "/requests") return { form: "new-request", page: "/requests/new" };
  const [, number, noun] = /^\/requests\/(\d{1,10})\/(replies|notes)$/.exec(path) ?? [];
  if (!number) return null;
  return { form: `${noun === "notes" ? "note" : "reply"}-${number}`, page: `/requests/${number}` };
}
