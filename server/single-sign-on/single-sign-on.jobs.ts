import { job } from "../core/jobs.ts";
import { deleteUsesBefore } from "./uses.repository.ts";

export const sweepUses = job({
  name: "single-sign-on.sweep-uses",
  cron: "0 33 * * * *",
  run: async ({ db, now }) => `deleted ${await deleteUsesBefore(db, now)} used-up sign-ins`,
});
