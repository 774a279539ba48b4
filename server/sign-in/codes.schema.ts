import { z } from "zod";
import { emailAddress, requiredMobile } from "../accounts/index.ts";

/** Whom somebody says they are: one of the two, the other empty. */
export interface Known {
  readonly email: string;
  /** E.164. */
  readonly mobile: string;
}

/** An e-mail address or a mobile number, whichever was typed. */
const known = z
  .string()
  .trim()
  .min(1)
  .max(254)
  .transform((typed, checked): Known => {
    const isAddress = typed.includes("@");
    const parsed = (isAddress ? emailAddress : requiredMobile).safeParse(typed);
    if (!parsed.success) checked.addIssue({ code: "custom", message: "sign-in.codeWho" });
    const value = parsed.data ?? "";
    return isAddress ? { email: value, mobile: "" } : { email: "", mobile: value };
  });
const next = z.string().max(2000).default("");

export const askedForm = z.object({ email: known, next });
export const typedForm = z.object({
  email: known,
  // People copy it with spaces, as the mail's reader shows it.
  code: z
    .string()
    .transform((text) => text.replace(/[\s-]/g, ""))
    .pipe(z.string().min(1).max(20)),
  next,
});
