import type { Request, Response } from "express";
import { acceptInvitationsOf } from "../accounts/index.ts";
import { record } from "../audit/index.ts";
import { setFlash } from "../core/http/csrf.ts";
import { mustChangePassword } from "./passwords.service.ts";
import { noteSeveral } from "./places.routes.ts";
import { endPending, keepPending, type PendingSignIn } from "./pending.routes.ts";
import { nextStep } from "./second-step-methods.service.ts";
import { startSession } from "./session.routes.ts";
import { mustComeElsewhere } from "./ways-in.ts";

/**
 * Goes on with a sign-in as far as it may: to the second step, to a new password, or into a session and to where the person was headed.
 * @returns false when a page of the way was sent for instead.
 */
export async function proceed(req: Request, res: Response, pending: PendingSignIn): Promise<boolean> {
  const ctx = { ...req.ctx, now: new Date() };
  const { loginId, passed } = pending;
  if (pending.first !== "single-sign-on" && (await mustComeElsewhere(loginId))) {
    await record(req, { kind: "sign-in-refused", who: pending.email, loginId, reason: "sso-required" });
    setFlash(req, res, "alert", req.t("sign-in.elsewhere"));
    endPending(res);
    res.redirect(303, `${req.area.base}/login`);
    return false;
  }
  const step = passed === "first-step" ? await nextStep(ctx, pending, req.browser) : "none";
  if (step !== "none") return wait(req, res, pending, step === "enrolment" ? step : "second-step");
  const change =
    passed !== "everything" && pending.first === "password" && (await mustChangePassword(ctx, loginId));
  if (change) return wait(req, res, { ...pending, passed: "second-step" }, "new-password");
  await startSession(req, loginId, { asAgent: pending.to.startsWith("/desk/"), keep: pending.keep ?? false });
  await acceptInvitationsOf(ctx.db, loginId, ctx.now);
  await noteSeveral(req, res, loginId);
  await record(req, { kind: "signed-in", who: pending.email, loginId, reason: pending.how });
  endPending(res);
  return true;
}

/** As `proceed`, and leads on when the session has begun. */
export async function finish(req: Request, res: Response, pending: PendingSignIn): Promise<void> {
  if (await proceed(req, res, pending)) res.redirect(303, pending.to);
}

function wait(req: Request, res: Response, pending: PendingSignIn, page: string): false {
  keepPending(req, res, pending);
  res.redirect(303, `${req.area.base}/login/${page}`);
  return false;
}
