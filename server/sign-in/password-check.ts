import passportModule from "passport";
import { Strategy } from "passport-local";
import type { Request, Response } from "express";
import { authenticate, type Outcome } from "./sign-in.service.ts";

// Passport finds the credentials and asks; the session is ours (its id must change, and a row must be written, before the answer).
const passport = new passportModule.Passport();
passport.use(
  new Strategy(
    { usernameField: "email", passwordField: "password", session: false, passReqToCallback: true },
    (req, email, password, done) => {
      authenticate({ ...req.ctx, now: new Date() }, email, password, req.browser).then(
        (outcome) => done(null, outcome),
        done,
      );
    },
  ),
);

/** What the posted e-mail address and password are good for. */
export function checkPassword(req: Request, res: Response): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const answered = (error: unknown, outcome: Outcome | false | undefined) =>
      error ? reject(asError(error)) : resolve(outcome || { kind: "refused", reason: "unknown-address" });
    (
      passport.authenticate("local", { session: false }, answered) as (
        req: Request,
        res: Response,
        next: (error?: unknown) => void,
      ) => void
    )(req, res, reject);
  });
}

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));
