import { z } from "zod";
import { type AuditEvent, record } from "../audit/index.ts";
import { transaction } from "../core/db.ts";
import { csrfToken, setFlash } from "../core/http/csrf.ts";
import { form } from "../core/http/forms.ts";
import { sendPage } from "../core/http/pages.ts";
import { routes } from "../core/http/routes.ts";
import { view } from "../core/views.ts";
import { endLocks, locksNow } from "./locks.repository.ts";

/** Administration → Locked accounts: who is kept out, why, and letting them in again. */
export const lockRoutes = routes("admin");

interface LocksPage {
  readonly csrf: string;
  readonly locks: readonly {
    readonly id: number;
    readonly email: string;
    readonly why: string;
    readonly until: Date;
    readonly address: string;
    readonly label: string;
    readonly trailUrl: string;
  }[];
  readonly empty: { title: string; text: string; action: null; image: null };
}
const locksPage = view<LocksPage>("sign-in/admin/locks");

const path = "/users/locked";

lockRoutes.get(path, async (req, res) => {
  const { t } = req;
  const locks = (await locksNow(req.ctx.db, new Date())).map(
    ({ loginId, email, by, failed, until, address }) => ({
      id: loginId,
      email,
      why: t(`sign-in.locks.${by}`, { count: failed }),
      until,
      address,
      label: t("sign-in.locks.choose", { email }),
      trailUrl: `/admin/audit?who=${encodeURIComponent(email)}`,
    }),
  );
  const empty = {
    title: t("sign-in.locks.none"),
    text: t("sign-in.locks.noneText"),
    action: null,
    image: null,
  };
  sendPage(req, res, locksPage, { csrf: csrfToken(req), locks, empty }, { title: t("sign-in.locks.title") });
});

const id = z.coerce.number().int().positive();
const chosen = z.object({
  login: z.preprocess((given) => [given ?? []].flat(), z.array(id).max(1000)),
});

lockRoutes.post(
  "/users/locked/unlocks",
  form({
    schema: chosen,
    handle: async (req, res, { login }) => {
      const now = await locksNow(req.ctx.db, new Date());
      const locked = [...new Map(now.map((lock) => [lock.loginId, lock])).values()].filter(({ loginId }) =>
        login.includes(loginId),
      );
      await transaction(req.ctx, (tx) =>
        endLocks(
          tx.db,
          locked.map(({ loginId }) => loginId),
        ),
      );
      for (const { loginId, email } of locked) {
        const event: AuditEvent = { kind: "unlocked", who: email, loginId };
        await record(req, event);
      }
      setFlash(
        req,
        res,
        locked.length > 0 ? "notice" : "alert",
        req.t("sign-in.locks.done", { count: locked.length }),
      );
      res.redirect(303, `/admin${path}`);
    },
  }),
);
