import { job } from "../core/jobs.ts";
import { sweepUploads } from "./uploads.service.ts";

export const sweepUnsent = job({
  name: "attachments.sweep-unsent",
  cron: "0 23 * * * *",
  run: async (ctx) => `deleted ${await sweepUploads(ctx)} uploads that were never sent`,
});
