import { job } from "../core/jobs.ts";
import { deleteOldSignUps } from "./sign-ups.repository.ts";

export const sweepSignUps = job({
  name: "sign-up.sweep-old",
  cron: "0 37 * * * *",
  run: async ({ db, now }) => `deleted ${await deleteOldSignUps(db, now)} old sign-ups`,
});
