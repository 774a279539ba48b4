import { job } from "../core/jobs.ts";
import { sweepGuestRequests } from "./guests.service.ts";

export const sweepGuests = job({
  name: "tickets.sweep-guest-requests",
  cron: "0 41 * * * *",
  run: async (ctx) => `deleted ${await sweepGuestRequests(ctx)} requests of guests whose link ran out`,
});
