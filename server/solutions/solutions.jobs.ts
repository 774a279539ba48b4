import { takeCounts } from "../core/counters.ts";
import { job } from "../core/jobs.ts";
import { addViews } from "./solutions.repository.ts";
import { viewsCounter } from "./views.ts";

/** Writes down what the pages counted: a page view itself writes nothing to the database. */
export const writeViews = job({
  name: "solutions.write-views",
  cron: "30 * * * * *",
  run: async ({ db }) => {
    const written = await takeCounts(viewsCounter, (counts) =>
      db.transaction((trx) =>
        addViews(
          trx,
          [...counts].map(([key, views]) => {
            const [portalId = 0, id = 0] = key.split(":").map(Number);
            return { portalId, id, views };
          }),
        ),
      ),
    );
    return `added the views of ${written} solutions`;
  },
});
