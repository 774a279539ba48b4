import { z } from "zod";
import { emailAddress } from "../accounts/index.ts";
import { attachmentIds } from "../attachments/index.ts";
import { priorities } from "./ticket.ts";

export const onBehalfForm = z.object({
  email: emailAddress,
  name: z.string().trim().max(120).default(""),
  subject: z.string().trim().min(1).max(250),
  body: z.string().trim().max(400_000),
  bodyFormat: z.enum(["text", "html"]).catch("text"),
  categoryId: z
    .union([z.literal("").transform(() => null), z.coerce.number().int().positive()])
    .default(null),
  priority: z.enum(priorities).default("medium"),
  attachmentIds,
});
export type OnBehalfForm = z.infer<typeof onBehalfForm>;

export const newRequestQuery = z.object({
  contact: z.coerce.number().int().positive().nullable().catch(null),
});
export const suggestionQuery = z.object({ q: z.string().trim().max(100).catch("") });
