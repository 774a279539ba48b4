import { z } from "zod";

export const cannedReplyForm = z.object({
  title: z.string().trim().min(1).max(120),
  body: z.string().trim().min(1).max(20_000),
  bodyFormat: z.enum(["text", "html"]).catch("text"),
});
export type CannedReplyForm = z.infer<typeof cannedReplyForm>;
export const removalForm = z.object({});
