import type { Request, Response } from "express";
import { z } from "zod";
import { record } from "../audit/index.ts";
import { AppError } from "../core/errors.ts";
import { setFlash } from "../core/http/csrf.ts";
import { form } from "../core/http/forms.ts";
import { clientAddress, countAttempt, type Limit } from "../core/http/limits.ts";
import { routes } from "../core/http/routes.ts";
import { noStore } from "../core/http/security.ts";
import { sessionsRevoked } from "../core/http/session.ts";
import { log } from "../core/log.ts";
import { enabledSaml } from "./assertions.routes.ts";
import { ProviderError } from "./provider.ts";
import { type LogoutMessage, obeyLogout } from "./saml-logout.service.ts";

/** Where a SAML provider signs people out here, and where it sends those back whom we sent to be signed out there. */
export const logoutRoutes = routes("anyone");

const messages: Limit = { name: "saml-logouts", points: 300, seconds: 60 };
const path = "/single-sign-on/:provider/logout";

logoutRoutes.get(path, async (req, res) => {
  const query = Object.fromEntries(
    Object.entries(req.query).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
  if (query.SAMLRequest === undefined) await signedOutThere(req, res);
  else {
    const search = req.originalUrl.slice(req.originalUrl.indexOf("?") + 1);
    await obey(req, res, { binding: "redirect", query, search }, query.RelayState ?? "");
  }
});

const message = z.string().min(1).max(100_000).optional();

logoutRoutes.post(
  path,
  form({
    schema: z.object({
      SAMLRequest: message,
      SAMLResponse: message,
      RelayState: z.string().max(300).default(""),
    }),
    fromElsewhere: true,
    handle: async (req, res, { SAMLRequest, RelayState }) =>
      SAMLRequest === undefined
        ? signedOutThere(req, res)
        : obey(req, res, { binding: "post", body: { SAMLRequest } }, RelayState),
  }),
);

/** The provider's answer to our request: there is nothing left to end here, so nothing of it needs to be believed. */
async function signedOutThere(req: Request, res: Response): Promise<void> {
  const { name } = await enabledSaml(req);
  setFlash(req, res, "notice", req.t("single-sign-on.signedOutThere", { provider: name }));
  res.redirect(303, "/");
}

async function obey(req: Request, res: Response, wish: LogoutMessage, relayState: string): Promise<void> {
  const provider = await enabledSaml(req);
  await countAttempt(messages, clientAddress(req));
  try {
    const { answerUrl, loginId, email } = await obeyLogout(req.ctx.db, provider, wish, relayState);
    if (loginId !== null) {
      sessionsRevoked();
      await record(req, { kind: "sessions-ended", who: email, loginId, reason: "single-sign-on" });
    }
    noStore(res);
    res.redirect(303, answerUrl);
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const why = error.cause instanceof Error ? error.cause.message : "";
    log.warn({ provider: provider.id, problem: error.problem, why }, "a logout request was refused");
    throw new AppError(400, "bad_request", "a logout request that cannot be verified");
  }
}
