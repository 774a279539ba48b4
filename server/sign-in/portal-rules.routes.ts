import type { Request, Response } from "express";
import { z } from "zod";
import { record } from "../audit/index.ts";
import { transaction } from "../core/db.ts";
import { csrfToken, setFlash } from "../core/http/csrf.ts";
import { type Field, field } from "../core/http/fields.ts";
import { form } from "../core/http/forms.ts";
import { sendPage } from "../core/http/pages.ts";
import { routes } from "../core/http/routes.ts";
import { view } from "../core/views.ts";
import { allPortals } from "../portals/index.ts";
import { portalRules, setPortalRule } from "./portal-rules.repository.ts";
import { agentsFactor, type Audience, contactsFactor, factorRules } from "./second-factor.settings.ts";

/** Administration → General Settings → Two-step verification by portal: portals that ask for more, or less, than the installation. */
export const portalRuleRoutes = routes("admin");

interface RulesPage {
  readonly action: string;
  readonly csrf: string;
  readonly portals: readonly { readonly name: string; readonly fields: readonly Field[] }[];
}
const rulesPage = view<RulesPage>("sign-in/admin/portal-rules");

const path = "/users/second-factor";
const audiences: readonly Audience[] = ["agents", "contacts"];
const standard = { agents: agentsFactor, contacts: contactsFactor };
const key = (audience: Audience, portalId: number) => `${audience}-${portalId}`;

portalRuleRoutes.get(path, show);
portalRuleRoutes.post(
  path,
  form({
    proof: true,
    schema: z.record(z.string(), z.string()),
    handle: async (req, res, input) => {
      await transaction(req.ctx, async (tx) => {
        for (const { id } of await allPortals(tx.db))
          for (const audience of audiences) {
            const typed = input[key(audience, id)];
            // A portal made meanwhile was not on the form.
            if (typed === undefined) continue;
            const rule = factorRules.find((each) => each === typed) ?? null;
            await setPortalRule(tx.db, { portalId: id, audience }, rule);
          }
      });
      await record(req, { kind: "second-factor-rules", who: req.signedIn?.email ?? "", loginId: null });
      setFlash(req, res, "notice", req.t("sign-in.rules.saved"));
      res.redirect(303, `${req.area.base}${path}`);
    },
  }),
);

async function show(req: Request, res: Response): Promise<void> {
  const { t, ctx, area } = req;
  const rules = await portalRules(ctx.db);
  const fieldOf = (portal: { id: number; name: string }, audience: Audience) =>
    field(
      t,
      { values: {}, errors: {} },
      {
        name: key(audience, portal.id),
        label: t(`sign-in.rules.${audience}`, { portal: portal.name }),
        type: "select",
        required: true,
        value: rules.find((rule) => rule.portalId === portal.id && rule.audience === audience)?.rule ?? "",
        options: [
          {
            value: "",
            label: t("sign-in.rules.standard", {
              rule: t(`sign-in.rules.${standard[audience].get()}`),
            }),
          },
          ...factorRules.map((value) => ({ value, label: t(`sign-in.rules.${value}`) })),
        ],
      },
    );
  const portals = (await allPortals(ctx.db)).map((portal) => ({
    name: portal.name,
    fields: audiences.map((audience) => fieldOf(portal, audience)),
  }));
  sendPage(
    req,
    res,
    rulesPage,
    { action: `${area.base}${path}`, csrf: csrfToken(req), portals },
    { title: t("sign-in.rules.title") },
  );
}
