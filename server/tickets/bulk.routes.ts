import type { Request, Response } from "express";
import { setFlash } from "../core/http/csrf.ts";
import type { FormState } from "../core/http/fields.ts";
import { form } from "../core/http/forms.ts";
import { routes } from "../core/http/routes.ts";
import { bulkForm } from "./bulk.schema.ts";
import { type BulkOutcome, changeTickets } from "./bulk.service.ts";

/** One deed for several requests of the queue. */
export const bulkRoutes = routes("agent");

/** Back to the list as it was: the form carries its query, never an address. */
function backToList(req: Request, res: Response, query: unknown): void {
  const kept = new URLSearchParams(typeof query === "string" ? query : "").toString();
  res.redirect(303, `${req.area.base}/requests${kept ? `?${kept}` : ""}`);
}

function sentence({ t }: Request, { changed, notAllowed, missing }: BulkOutcome): string {
  const parts = [
    t("desk.bulk.changed", { count: changed }),
    ...(notAllowed > 0 ? [t("desk.bulk.notAllowed", { count: notAllowed })] : []),
    ...(missing > 0 ? [t("desk.bulk.missing", { count: missing })] : []),
  ];
  return parts.join(", ");
}

bulkRoutes.post(
  "/requests/bulk",
  form({
    schema: bulkForm,
    handle: async (req, res, { tickets, query, status, priority, assignee }) => {
      const changes = {
        ...(status ? { status } : {}),
        ...(priority ? { priority } : {}),
        ...(assignee === undefined ? {} : { assigneeId: assignee }),
      };
      if (tickets.length === 0) setFlash(req, res, "alert", req.t("desk.bulk.nothingSelected"));
      else if (Object.keys(changes).length === 0)
        setFlash(req, res, "alert", req.t("desk.bulk.nothingChosen"));
      else {
        const outcome = await changeTickets(req.ctx, tickets, changes);
        setFlash(
          req,
          res,
          outcome.notAllowed + outcome.missing > 0 ? "alert" : "notice",
          sentence(req, outcome),
        );
      }
      backToList(req, res, query);
    },
    // A table of rows has no place beside a field for it: the sentence stands above the list.
    invalid: (req: Request, res: Response, { values, errors }: FormState) => {
      const [error] = Object.values(errors);
      setFlash(req, res, "alert", error ? req.t(error.key, error.values) : req.t("desk.bulk.nothingChosen"));
      backToList(req, res, values.query);
    },
  }),
);
