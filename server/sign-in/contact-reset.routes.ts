import { z } from "zod";
import { assertMayViewContacts, contactById } from "../accounts/index.ts";
import { record } from "../audit/index.ts";
import { setFlash } from "../core/http/csrf.ts";
import { form } from "../core/http/forms.ts";
import { idParam, routes } from "../core/http/routes.ts";
import { frontOfPortal } from "../portals/index.ts";
import { requestPasswordReset } from "./passwords.service.ts";

/** An agent helps a contact who cannot get in. The link goes to the contact's own address; the agent never sees it. */
export const contactResetRoutes = routes("agent");

contactResetRoutes.post(
  "/contacts/:id/reset-links",
  form({
    schema: z.object({}),
    handle: async (req, res) => {
      const { ctx, t } = req;
      assertMayViewContacts(ctx.actor);
      const { id, email, loginId } = await contactById(ctx, idParam(req, "id"));
      const front = await frontOfPortal(ctx.db, ctx.portalId);
      await requestPasswordReset({ ...ctx, now: new Date() }, email, front?.id ?? null);
      await record(req, { kind: "reset-link-sent", who: email, loginId });
      setFlash(req, res, "notice", t("sign-in.resetSent", { email }));
      res.redirect(303, `${req.area.base}/contacts/${id}`);
    },
  }),
);
