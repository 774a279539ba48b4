import { job } from "../core/jobs.ts";
import { keepDays } from "./gateway.settings.ts";
import { deleteMessagesBefore } from "./messages.repository.ts";

export const sweepTexts = job({
  name: "text-messages.sweep-old",
  cron: "0 41 * * * *",
  run: async ({ db, now }) =>
    `deleted ${await deleteMessagesBefore(db, new Date(now.getTime() - keepDays.get() * 86_400_000))} text messages of long ago`,
});
