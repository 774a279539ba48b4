import { z } from "zod";

/** An e-mail address as logins and contacts store it: lower case, so that one person is found by any spelling. */
export const emailAddress = z.string().trim().toLowerCase().max(254).pipe(z.email());

/** A name on one line. */
export const personName = z
  .string()
  .transform((text) => text.replace(/\s+/g, " ").trim())
  .pipe(z.string().min(1).max(120));
export const phoneNumber = z.string().trim().max(40).default("");
