import { job } from "../core/jobs.ts";
import { deleteCodesBefore } from "./codes.repository.ts";
import { deleteBrowsersBefore } from "./known-browsers.repository.ts";
import { deleteLinksBefore } from "./links.repository.ts";
import { deleteTrustBefore } from "./trusted-browsers.repository.ts";
import { deleteExpiredSessions } from "./sessions.repository.ts";

export const sweepSignIn = job({
  name: "sign-in.sweep-expired",
  cron: "0 27 * * * *",
  run: async ({ db, now }) =>
    `deleted ${await deleteExpiredSessions(db, now)} sessions that had run out, ${await deleteLinksBefore(db, new Date(now.getTime() - 30 * 86_400_000))} old links, ${await deleteCodesBefore(db, new Date(now.getTime() - 86_400_000))} old codes, ${await deleteTrustBefore(db, now)} trusted browsers, ${await deleteBrowsersBefore(db, new Date(now.getTime() - 400 * 86_400_000))} forgotten browsers`,
});
