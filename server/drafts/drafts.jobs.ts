import { job } from "../core/jobs.ts";
import { deleteDraftsBefore } from "./drafts.repository.ts";

const days = 30;

export const sweepDrafts = job({
  name: "drafts.sweep-old",
  cron: "0 17 * * * *",
  run: async ({ db, now }) =>
    `deleted ${await deleteDraftsBefore(db, new Date(now.getTime() - days * 86_400_000))} drafts older than ${days} days`,
});
