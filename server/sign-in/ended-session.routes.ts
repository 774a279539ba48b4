import type { Request, Response } from "express";
import { safePath } from "../core/http/pages.ts";
import { keepPosted } from "../drafts/index.ts";

/**
 * Answers a request that needs somebody signed in when nobody is. A page is come back to; what a form posted is kept for the sign-in that
 * follows, and comes back on the form's page.
 */
export async function toSignIn(req: Request, res: Response): Promise<void> {
  // Somebody is: what is missing is a recent proof (core/http/proof.ts).
  if (req.signedIn && req.ctx.actor.kind !== "guest") {
    const back = req.method === "GET" ? req.originalUrl : referer(req);
    res.redirect(303, `${req.area.base}/profile/confirmation?next=${encodeURIComponent(back)}`);
    return;
  }
  const login = req.area.kind === "customer" ? `${req.area.base}/login` : "/login";
  const kept = req.method === "POST" ? await keepPosted(req) : null;
  const next = kept ?? (req.method === "POST" ? referer(req) : req.originalUrl);
  res.redirect(303, `${login}?next=${encodeURIComponent(next)}${kept ? "&kept=1" : ""}`);
}

/** The page that a form stood on, if it was one of ours. */
function referer(req: Request): string {
  const from = req.get("referer") ?? "";
  if (!URL.canParse(from)) return "/";
  const { host, pathname, search } = new URL(from);
  return (host === req.get("host") && safePath(pathname + search)) || "/";
}
