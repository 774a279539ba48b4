import { once } from "node:events";
import { sendPage } from "../core/http/pages.ts";
import { routes } from "../core/http/routes.ts";
import { type Filter, listEvents } from "./audit.repository.ts";
import { type TrailQuery, trailQuery } from "./audit.schema.ts";
import { pageSize, trailModel, trailPage } from "./audit.view.ts";
import { csvLine } from "./trail.ts";

/** Administration → Audit: who signed in, or tried to. Nothing here changes anything. */
export const auditRoutes = routes("admin");

const dayMs = 86_400_000;
const exportBatch = 1000;

auditRoutes.get("/audit", async (req, res) => {
  const query = trailQuery.parse(req.query);
  const events = await listEvents(req.ctx.db, filterOf(query), { before: query.before, limit: pageSize + 1 });
  sendPage(req, res, trailPage, trailModel(req.t, query, events), { title: req.t("audit.title") });
});

auditRoutes.get("/audit/export.csv", async (req, res) => {
  const { t } = req;
  const filter = filterOf(trailQuery.parse(req.query));
  res.type("text/csv").attachment("audit.csv");
  // Excel reads UTF-8 only after a byte order mark.
  res.write(
    `\ufeff${csvLine(["at", "what", "reason", "who", "place", "address", "browser"].map((name) => t(`audit.column.${name}`)))}`,
  );
  for (let before: number | null = null; ;) {
    const events = await listEvents(req.ctx.db, filter, { before, limit: exportBatch });
    const lines = events.map(({ at, kind, reason, who, place, address, userAgent }) => {
      const why = reason === "" ? "" : t(`audit.reason.${reason}`);
      return csvLine([at.toISOString(), t(`audit.kind.${kind}`), why, who, place, address, userAgent]);
    });
    if (!res.write(lines.join("")) && !res.destroyed)
      await Promise.race([once(res, "drain"), once(res, "close")]);
    before = events.at(-1)?.id ?? null;
    if (events.length < exportBatch || res.destroyed) break;
  }
  res.end();
});

const filterOf = ({ who, kind, address, from, to }: TrailQuery): Filter => ({
  who,
  kind,
  address,
  from: from === null ? null : new Date(from),
  to: to === null ? null : new Date(Date.parse(to) + dayMs),
});
