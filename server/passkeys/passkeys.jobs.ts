import { job } from "../core/jobs.ts";
import { deleteSpentBefore } from "./passkeys.repository.ts";

export const sweepChallenges = job({
  name: "passkeys.sweep-spent",
  cron: "0 41 * * * *",
  run: async ({ db, now }) => `deleted ${await deleteSpentBefore(db, now)} spent challenges`,
});
