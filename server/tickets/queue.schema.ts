import { z } from "zod";
import { queueViews, sorts } from "./queue.ts";
import { priorities, statuses } from "./ticket.ts";

const id = z.coerce.number().int().min(1).max(4_294_967_295).nullable().catch(null);
const several = <T extends string>(words: readonly [T, ...T[]]) =>
  z
    .union([z.string(), z.array(z.string())])
    .transform((given) => words.filter((word) => [given].flat().includes(word)))
    .catch([]);

/** What the queue's address asks for; nonsense is as if it were not there. */
export const queueQuery = z.object({
  view: z.enum(queueViews).catch("open"),
  q: z.string().trim().max(200).catch(""),
  status: several(statuses),
  priority: several(priorities),
  category: id,
  /** "none": assigned to nobody. */
  assignee: z.union([z.literal("none").transform(() => 0), id]).catch(null),
  contact: id,
  /** As "updated-desc". */
  sort: z
    .templateLiteral([z.enum(sorts), "-", z.enum(["asc", "desc"])])
    .nullable()
    .catch(null),
  after: z.string().max(500).catch(""),
  before: z.string().max(50).catch(""),
});
export type QueueQuery = z.infer<typeof queueQuery>;
