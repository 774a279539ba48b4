import { z } from "zod";
import { audiences } from "../core/audience.ts";

// Days in the installation's time, UTC: an announcement is in force from the first moment of the one to the last of the other.
const day = z.iso.date("announcements.notADay");

export const announcementForm = z.object({
  title: z.string().trim().min(1).max(200),
  body: z.string().min(1).max(20_000),
  bodyFormat: z.enum(["text", "html"]).default("text"),
  audience: z.enum(audiences),
  from: day,
  until: z.union([z.literal("").transform(() => null), day]).default(null),
  pinned: z
    .string()
    .optional()
    .transform((value) => value !== undefined),
});
export type AnnouncementForm = z.infer<typeof announcementForm>;

export const nothing = z.object({});
