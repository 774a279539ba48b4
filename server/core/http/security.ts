import { randomUUID } from "node:crypto";
import type { RequestHandler, Response } from "express";
import helmet from "helmet";

/** Strict headers for every answer; scripts and styles from our own files only. */
export function securityHeaders({ tls }: { tls: boolean }): RequestHandler[] {
  const nonce: RequestHandler = (req, _res, next) => {
    // 122 random bits, from entropy that Node fetches for many at once.
    req.nonce = randomUUID();
    next();
  };
  const ofRequest = (req: unknown) => `'nonce-${(req as { nonce: string }).nonce}'`;
  return [
    nonce,
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'", ofRequest],
          styleSrc: ["'self'", ofRequest],
          imgSrc: ["'self'", "data:", "blob:"],
          connectSrc: ["'self'"],
          fontSrc: ["'self'"],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
          baseUri: ["'none'"],
          manifestSrc: ["'self'"],
        },
      },
      referrerPolicy: { policy: "same-origin" },
      crossOriginResourcePolicy: { policy: "same-origin" },
      strictTransportSecurity: tls ? { maxAge: 31_536_000 } : false,
    }),
  ];
}

/** Lets the page hold a frame of ours, or, with "inside", stand in one: previews. Everything else stays as strict as it is. */
export function allowFrames(res: Response, side: "around" | "inside" = "around"): void {
  const policy = String(res.getHeader("Content-Security-Policy"));
  res.setHeader(
    "Content-Security-Policy",
    side === "around"
      ? `${policy};frame-src 'self'`
      : policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'"),
  );
}

/** For pages that only the person signed in may see: nothing stays in a cache, Back shows nothing after sign-out. */
export const noStore = (res: Response) => res.setHeader("Cache-Control", "no-store");
