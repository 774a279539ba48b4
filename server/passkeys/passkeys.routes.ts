import type { Request, Response } from "express";
import { z } from "zod";
import { record } from "../audit/index.ts";
import { InvalidInput, notFound } from "../core/errors.ts";
import { csrfToken, setFlash } from "../core/http/csrf.ts";
import { emptyForm, type FormState } from "../core/http/fields.ts";
import { form } from "../core/http/forms.ts";
import { countAttempt, type Limit } from "../core/http/limits.ts";
import { sendPage } from "../core/http/pages.ts";
import { assertRecentProof } from "../core/http/proof.ts";
import { type Routes, routes } from "../core/http/routes.ts";
import { passkeysOf, renamePasskey } from "./passkeys.repository.ts";
import { enrolmentQuestion, enrolPasskey, removePasskey } from "./passkeys.service.ts";
import { customerPasskeys, deskPasskeys, passkeysModel } from "./passkeys.view.ts";
import type { RelyingParty } from "./relying-party.ts";
import { siteOf } from "./site.routes.ts";

/** One's own passkeys, under the profile. */
export const passkeyRoutes: readonly Routes[] = [routes("contact"), routes("agent"), routes("admin")];

const changes: Limit = { name: "passkey-changes", points: 40, seconds: 900 };
const path = "/profile/passkeys";
const name = z.string().trim().min(1).max(80);
const passkey = z.coerce.number().int().positive();
/** What the passkey form posts. */
export const answerFields = { challenge: z.string().max(2000), response: z.string().max(20_000) };

for (const router of passkeyRoutes) {
  router.get(path, (req, res) => {
    assertRecentProof(req);
    return showPasskeys(req, res, emptyForm);
  });
  router.post(
    `${path}/questions`,
    form({
      schema: z.object({}),
      handle: async (req, res) => {
        await countAttempt(changes, String(loginOf(req)));
        const { name: person = "", email = "" } = req.signedIn ?? {};
        const ctx = { ...req.ctx, now: new Date() };
        res.json(await enrolmentQuestion(ctx, await asked(req), { name: person, email }));
      },
    }),
  );
  router.post(
    path,
    form({
      proof: true,
      schema: z.object({ name, ...answerFields }),
      handle: async (req, res, { name: called, ...answer }) => {
        await countAttempt(changes, String(loginOf(req)));
        await enrolPasskey({ ...req.ctx, now: new Date() }, await asked(req), answer, called);
        await recordOwn(req, "passkey-added");
        done(req, res, "passkeys.added");
      },
      invalid: showPasskeys,
    }),
  );
  router.post(
    `${path}/names`,
    form({
      schema: z.object({ passkey, name }),
      handle: async (req, res, { passkey: id, name: called }) => {
        if (!(await renamePasskey(req.ctx.db, loginOf(req), id, called))) throw notFound("passkey");
        done(req, res, "passkeys.renamed");
      },
      invalid: (req, res, { errors }) => showPasskeys(req, res, { values: {}, errors }),
    }),
  );
  router.post(
    `${path}/removals`,
    form({
      proof: true,
      schema: z.object({ passkey }),
      handle: async (req, res, { passkey: id }) => {
        await removePasskey(req.ctx, loginOf(req), id);
        await recordOwn(req, "passkey-removed");
        done(req, res, "passkeys.removed");
      },
    }),
  );
}

const recordOwn = (req: Request, kind: "passkey-added" | "passkey-removed"): Promise<void> =>
  record(req, { kind, who: req.signedIn?.email ?? "", loginId: loginOf(req) });

function loginOf(req: Request): number {
  const { actor } = req.ctx;
  return actor.kind === "contact" || actor.kind === "agent" ? actor.loginId : 0;
}

/** @throws InvalidInput where passkeys cannot work */
async function asked(req: Request) {
  const site: RelyingParty | null = await siteOf(req);
  if (!site) throw new InvalidInput({ form: { key: "passkeys.notHere" } });
  return { purpose: "enrolment" as const, loginId: loginOf(req), browser: req.browser, site };
}

function done(req: Request, res: Response, key: string): void {
  setFlash(req, res, "notice", req.t(key));
  res.redirect(303, `${req.area.base}${path}`);
}

async function showPasskeys(req: Request, res: Response, state: FormState): Promise<void> {
  const { t, area } = req;
  const model = passkeysModel(t, state, {
    base: area.base,
    csrf: csrfToken(req),
    site: await siteOf(req),
    suggestion: t("passkeys.suggestion"),
    passkeys: await passkeysOf(req.ctx.db, loginOf(req)),
  });
  sendPage(req, res, area.kind === "customer" ? customerPasskeys : deskPasskeys, model, {
    title: t("passkeys.title"),
  });
}
