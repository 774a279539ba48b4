import { z } from "zod";
import { attachmentIds } from "../attachments/index.ts";
import { bodyOf, isBlankHtml } from "../core/html.ts";
import { InvalidInput } from "../core/errors.ts";
import { priorities } from "./ticket.ts";

/** More is no message; it belongs into a file. */
const maxBody = 100_000;
const format = z.enum(["text", "html"]).catch("text");
// Line breaks, control signs and the marks that turn the direction of what stands beside a subject in a list or a mail.
const unwanted = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu;

/** What an editor leaves of an empty text; found here, so that it stands beside its field together with the other errors. */
const empty = /^(?:<\/?(?:p|div|br)\b[^>]*>|&nbsp;|[\s\p{Cf}])*$/u;
const text = z
  .string()
  .max(maxBody, { error: "tickets.customer.tooLong" })
  .refine((typed) => !empty.test(typed), { error: "shared.required" });

/** One line with something to read in it. */
const line = (max: number) =>
  z
    .string()
    .transform((text) => text.toWellFormed().replace(unwanted, " ").replace(/\s+/g, " ").trim())
    .pipe(
      z
        .string()
        .max(max)
        .refine((text) => /[^\s\p{Cf}\u2800\u3164]/u.test(text), { error: "shared.required" }),
    );

export const newRequestForm = z.object({
  subject: line(250),
  description: text,
  descriptionFormat: format,
  categoryId: z.coerce.number().int().min(1).nullable().catch(null),
  priority: z.enum(priorities).default("medium"),
  attachmentIds,
  /** Set in a contact's form: a guest who sends it is a contact whose session ended. */
  _contact: z.string().optional(),
  /** A guest agrees to what the customer portal asks. */
  consent: z.literal("true").optional(),
  name: line(120).optional(),
  email: z.string().trim().toLowerCase().max(254).pipe(z.email()).optional(),
});
export type NewRequestForm = z.infer<typeof newRequestForm>;

export const replyForm = z.object({
  body: text,
  bodyFormat: format,
  attachmentIds,
});

export const noFields = z.object({});

export const shownQuery = z.coerce.number().int().min(50).max(2000).catch(50);

/** A typed rich text as clean HTML. @throws InvalidInput beside `name` when there is nothing to read in it. */
export function readable(name: string, body: string, typed: "text" | "html"): string {
  const html = bodyOf({ body: body.toWellFormed(), format: typed });
  if (isBlankHtml(html)) throw new InvalidInput({ [name]: { key: "shared.required" } });
  return html;
}
