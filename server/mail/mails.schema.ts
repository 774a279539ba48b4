import { z } from "zod";
import { isMailAddress, mailStates } from "./mail.ts";

export const attemptForm = z.object({});
export const testForm = z.object({
  email: z.string().trim().min(1).max(254).refine(isMailAddress, { error: "shared.notAnEmail" }),
});

const id = z.coerce.number().int().positive().nullable().catch(null);
/** What the list's address asks for; nonsense is as if it were not there. */
export const listQuery = z.object({
  state: z.enum(mailStates).nullable().catch(null),
  before: id,
  after: id,
});
