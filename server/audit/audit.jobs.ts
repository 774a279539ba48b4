import { job } from "../core/jobs.ts";
import { deleteEventsBefore } from "./audit.repository.ts";
import { keepDays } from "./audit.settings.ts";

export const sweepTrail = job({
  name: "audit.sweep-old",
  cron: "0 47 * * * *",
  run: async ({ db, now }) =>
    `deleted ${await deleteEventsBefore(db, new Date(now.getTime() - keepDays.get() * 86_400_000))} old events`,
});
