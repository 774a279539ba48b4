import type { Request } from "express";
import { z } from "zod";
import { notFound } from "../core/errors.ts";
import { form } from "../core/http/forms.ts";
import { clientAddress, countAttempt, type Limit } from "../core/http/limits.ts";
import { idParam, routes } from "../core/http/routes.ts";
import { noStore } from "../core/http/security.ts";
import { log } from "../core/log.ts";
import { waitingFront } from "./endpoints.routes.ts";
import { type Outcome, sealOutcome } from "./outcomes.service.ts";
import { ProviderError, type SamlProvider } from "./provider.ts";
import { enabledProviders, providerById } from "./providers.repository.ts";
import { ourMetadata, readAssertion } from "./saml.service.ts";
import { takeOnce } from "./uses.repository.ts";

/** What SAML providers know of us, at addresses that never change. */
export const assertionRoutes = routes("anyone");

/** Each costs a signature's verification. */
const answers: Limit = { name: "saml-answers", points: 300, seconds: 60 };

// Also for one that is not switched on yet: its administrator needs it first.
assertionRoutes.get("/single-sign-on/:provider/metadata", async (req, res) => {
  const provider = await providerById(req.ctx.db, idParam(req, "provider"));
  if (provider?.kind !== "saml") throw notFound("identity provider");
  res.type("application/samlmetadata+xml").send(await ourMetadata(req.ctx.db, provider));
});

assertionRoutes.post(
  "/single-sign-on/:provider/assertions",
  form({
    schema: z.object({
      SAMLResponse: z.string().min(1).max(500_000),
      RelayState: z.string().max(100).default(""),
    }),
    fromElsewhere: true,
    handle: async (req, res, { SAMLResponse, RelayState }) => {
      const provider = await enabledSaml(req);
      await countAttempt(answers, clientAddress(req));
      const outcome = await read(req, provider, SAMLResponse);
      const origin = await waitingFront(/^\d{1,10}$/.test(RelayState) ? Number(RelayState) : 0);
      noStore(res);
      res.redirect(
        303,
        `${origin}/login/single-sign-on/${provider.id}/return?outcome=${sealOutcome(outcome)}`,
      );
    },
  }),
);

/** @throws AppError 404 */
export async function enabledSaml(req: Request): Promise<SamlProvider> {
  const id = idParam(req, "provider");
  const provider = (await enabledProviders()).find((each) => each.id === id);
  if (provider?.kind !== "saml") throw notFound("identity provider");
  return provider;
}

async function read(req: Request, provider: SamlProvider, answer: string): Promise<Outcome> {
  const { db } = req.ctx;
  const nobody = { providerId: provider.id, requestId: claimedRequest(answer), arrival: null };
  try {
    const assertion = await readAssertion(db, provider, answer);
    if (!assertion) return { ...nobody, problem: null };
    const { arrival, requestId, id, expiresAt } = assertion;
    // Its own use is noted where it arrives: whoever posts it again, from wherever, comes too late.
    if (!(await takeOnce(db, `assertion ${provider.id} ${id}`, expiresAt)))
      return { ...nobody, problem: "refused" };
    return { providerId: provider.id, requestId, arrival, problem: null };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const why = error.cause instanceof Error ? error.cause.message : "";
    log.warn({ provider: provider.id, problem: error.problem, why }, "an assertion was refused");
    return { ...nobody, problem: error.problem };
  }
}

/** Which attempt to tell of the failure; nothing else is believed of an answer that was not verified. */
const claimedRequest = (answer: string): string =>
  /\sInResponseTo="([\w.-]{1,100})"/.exec(Buffer.from(answer, "base64").toString("utf8"))?.[1] ?? "";
