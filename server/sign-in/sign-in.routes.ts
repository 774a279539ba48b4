import type { Request, Response } from "express";
import { z } from "zod";
import { record } from "../audit/index.ts";
import type { AppError } from "../core/errors.ts";
import { InvalidInput } from "../core/errors.ts";
import { csrfToken } from "../core/http/csrf.ts";
import { emptyForm, type FormState } from "../core/http/fields.ts";
import { form } from "../core/http/forms.ts";
import { clientAddress, countAttempt, type Limit, mayAttempt, withinLimit } from "../core/http/limits.ts";
import { safePath, sendPage } from "../core/http/pages.ts";
import { type Routes, routes } from "../core/http/routes.ts";
import { noStore } from "../core/http/security.ts";
import { signInAway } from "../directory/index.ts";
import { codesOffered } from "./codes.service.ts";
import { siteOf } from "../passkeys/index.ts";
import { frontOfArea } from "../portals/index.ts";
import { finish } from "./finishing.routes.ts";
import type { PendingSignIn } from "./pending.routes.ts";
import { checkPassword } from "./password-check.ts";
import { destination, refuse } from "./places.routes.ts";
import { signInModel, signInPage } from "./sign-in.view.ts";
import { lockMessage } from "./sign-in.settings.ts";
import { supportHere } from "./support.routes.ts";
import { offersOf } from "./ways-in.ts";

// The common page at /login (which is the default customer portal's too), and one at each customer portal.
const common = routes("anyone");
const ofPortal = routes("guest");
export const signInRoutes: readonly Routes[] = [common, ofPortal];

/** A flood of attempts costs us argon2; an office behind one address must still get in on a Monday morning. */
const attempts: Limit = { name: "sign-in-attempts", points: 300, seconds: 60 };
/** Failures from one address, over all accounts: guessing one password for many people. */
const failures: Limit = { name: "sign-in-failures", points: 200, seconds: 900 };

const credentials = z.object({
  email: z.string().trim().min(1).max(254),
  password: z.string().min(1).max(1000),
  next: z.string().max(2000).default(""),
  keep: z.literal("true").optional(),
});

for (const router of signInRoutes) {
  router.get("/login", async (req, res) => {
    const { loginId } = req.session;
    const to = loginId === undefined ? null : await destination(req, loginId, safePath(req.query.next));
    if (to) res.redirect(303, to);
    else await showSignIn(req, res, emptyForm);
  });

  router.post(
    "/login",
    form({
      schema: credentials,
      handle: async (req, res, { email, next, keep }) => {
        const address = clientAddress(req);
        await countAttempt(attempts, address);
        if (!(await withinLimit(failures, address)))
          throw new InvalidInput({ form: { key: "errors.too_many.text" } });
        const outcome = await checkPassword(req, res);
        if (outcome.kind === "refused") {
          await mayAttempt(failures, address);
          await record(req, { kind: "sign-in-refused", who: email, loginId: null, reason: outcome.reason });
          // The same for everybody, whoever's directory it is.
          const away = await signInAway(req.ctx.db);
          throw new InvalidInput({ form: { key: away ? "sign-in.refusedAway" : "sign-in.refused" } });
        }
        if (outcome.kind === "locked") {
          await record(req, { kind: "sign-in-refused", who: email, loginId: null, reason: "locked" });
          throw lockedOut(outcome.until);
        }
        await enter(req, res, outcome.loginId, {
          email,
          next: safePath(next),
          how: "password",
          keep: keep === "true",
        });
      },
      invalid: showSignIn,
      unverified: (req, res, error: AppError) =>
        showSignIn(req, res, {
          values: { email: "" },
          errors: {
            form: { key: error.code === "cookies_needed" ? "sign-in.cookiesNeeded" : "sign-in.expired" },
          },
        }),
    }),
  );
}

/** Signs in, by way of the second factor where there is one, and leads to where the person belongs; or says that this portal is not theirs and signs nobody in. */
export async function enter(
  req: Request,
  res: Response,
  loginId: number,
  {
    email,
    next,
    how,
    passed = "first-step",
    keep = false,
  }: {
    email: string;
    next: string | null;
    how: PendingSignIn["first"];
    /** second-step: how they came in counts as both. */
    passed?: "first-step" | "second-step";
    keep?: boolean;
  },
): Promise<void> {
  const to = await destination(req, loginId, next);
  if (!to) {
    await record(req, { kind: "no-permission", who: email, loginId, reason: how });
    await refuse(req, res, loginId, email);
    return;
  }
  await finish(req, res, { loginId, email, to, first: how, how, passed, keep });
}

function lockedOut(until: Date): InvalidInput {
  const minutes = Math.max(1, Math.ceil((until.getTime() - Date.now()) / 60_000));
  const message = lockMessage.get();
  const key = message === "" ? "sign-in.locked" : "sign-in.lockedWith";
  return new InvalidInput({ form: { key, values: { minutes, message } } });
}

/** The page, fresh or with what was wrong. */
export async function showSignIn(req: Request, res: Response, state: FormState): Promise<void> {
  const support = await supportHere(req);
  const asked =
    req.method === "GET" ? req.query.next : (state.values.next ?? (req.body as { next?: unknown }).next);
  const next = safePath(asked) ?? "";
  const { links, only } = await offersOf(req);
  const model = signInModel(req.t, state, {
    base: req.area.base,
    csrf: csrfToken(req),
    next,
    elsewhere: links,
    // Whoever may still come in by a password (administrators) asks for its form.
    password: !only || req.method === "POST" || req.query.local !== undefined,
    codes: await codesOffered({ ...req.ctx, now: new Date() }),
    passkeys: (await siteOf(req)) !== null,
    signUp: ((await frontOfArea(req.area))?.signUp.mode ?? "off") !== "off",
    kept: req.method === "GET" && req.query.kept === "1",
    support,
  });
  noStore(res);
  sendPage(req, res, signInPage, model, { title: req.t("sign-in.title"), pageClass: "sign-in" });
}
