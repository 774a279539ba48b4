import type { Request, Response } from "express";

/** Keeps a small choice of this person in the browser for a year: a convenience that nothing may rely on. */
export function remember(req: Request, res: Response, name: string, value: string): void {
  res.cookie(name, value, {
    httpOnly: true,
    sameSite: "lax",
    secure: req.secure,
    path: "/",
    maxAge: 365 * 86_400_000,
  });
}
