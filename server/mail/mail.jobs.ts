import { job } from "../core/jobs.ts";
import { deleteSentBefore } from "./mails.repository.ts";
import { keepDays } from "./retention.settings.ts";

export const sweepSent = job({
  name: "mail.sweep-sent",
  cron: "0 37 * * * *",
  run: async ({ db, now }) =>
    `deleted ${await deleteSentBefore(db, new Date(now.getTime() - keepDays.get() * 86_400_000))} mails that were sent long ago`,
});
