import { z } from "zod";
import { statuses } from "./ticket.ts";

export const customerFilters = ["all", "open", ...statuses.filter((status) => status !== "open")] as const;
/** "open" is every request that is not done; the other words are a status each. */
export type CustomerFilter = (typeof customerFilters)[number];

/** What the list's address asks for; nonsense is as if it were not there. */
export const customerListQuery = z.object({
  whose: z.enum(["mine", "account"]).catch("mine"),
  status: z.enum(customerFilters).catch("all"),
  sort: z.enum(["updated", "number"]).catch("updated"),
  direction: z.enum(["asc", "desc"]).catch("desc"),
  q: z.string().trim().max(200).catch(""),
  after: z.string().max(50).catch(""),
  before: z.string().max(50).catch(""),
});
export type CustomerListQuery = z.infer<typeof customerListQuery>;
