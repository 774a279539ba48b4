import { z } from "zod";
import { auditKinds } from "./trail.ts";

const text = z.string().trim().max(254).catch("").default("");
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .refine((value) => !Number.isNaN(Date.parse(value)))
  .nullable()
  .catch(null)
  .default(null);

/** What the list's address asks for; nonsense is as if it were not there. Days are UTC. */
export const trailQuery = z.object({
  who: text,
  kind: z.enum(auditKinds).nullable().catch(null).default(null),
  address: text,
  from: day,
  to: day,
  before: z.coerce.number().int().positive().nullable().catch(null).default(null),
});
export type TrailQuery = z.infer<typeof trailQuery>;
