import { z } from "zod";
import { priorities, statuses } from "./ticket.ts";

export const maxAtOnce = 200;
const unchanged = z.literal("").transform(() => undefined);

/** What is chosen happens to all of them; what is left empty stays. */
export const bulkForm = z.object({
  tickets: z
    .union([z.string(), z.array(z.string())])
    .default([])
    .transform((given) =>
      [...new Set([given].flat().map(Number))].filter((number) => Number.isSafeInteger(number) && number > 0),
    )
    .pipe(z.array(z.number()).max(maxAtOnce)),
  status: z.union([unchanged, z.enum(statuses)]).optional(),
  priority: z.union([unchanged, z.enum(priorities)]).optional(),
  assignee: z
    .union([unchanged, z.literal("none").transform(() => null), z.coerce.number().int().positive()])
    .optional(),
  query: z.string().max(2000).default(""),
});
