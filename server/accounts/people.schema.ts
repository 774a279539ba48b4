import { z } from "zod";
import { mobileOf } from "./mobile.ts";
import { homeCountry } from "./mobile.settings.ts";

/** An e-mail address as logins and contacts store it: lower case, so that one person is found by any spelling. */
export const emailAddress = z.string().trim().toLowerCase().max(254).pipe(z.email());

/** A name on one line. */
export const personName = z
  .string()
  .transform((text) => text.replace(/\s+/g, " ").trim())
  .pipe(z.string().min(1).max(120));
export const phoneNumber = z.string().trim().max(40).default("");

/** A mobile number in E.164, whatever way it was typed. */
export const requiredMobile = z
  .string()
  .trim()
  .min(1)
  .max(40)
  .transform((typed, checked) => {
    const number = mobileOf(typed, homeCountry.get());
    if (number === null) checked.addIssue({ code: "custom", message: "accounts.notAMobile" });
    return number ?? "";
  });
/** The same, or none. A form of yesterday that lacks the field leaves the number alone: undefined. */
export const mobileNumber = z.union([z.literal("").transform(() => null), requiredMobile]).optional();

const box = z
  .literal("true")
  .optional()
  .transform((value) => value === "true");

export const contactForm = z.object({
  name: personName,
  email: emailAddress.optional(),
  phone: phoneNumber,
  mobile: mobileNumber,
  account: z
    .string()
    .regex(/^\d{0,10}$/)
    .default("")
    .transform((value) => (value === "" ? null : Number(value))),
  seesAccount: box,
});
export type ContactForm = z.infer<typeof contactForm>;

/** Mail domains as people list them: by lines, commas or spaces, with an @ before or not. @param problem said when one does not fit. */
export const domainList = (fits: (domain: string) => boolean, problem: string) =>
  z
    .string()
    .max(5000)
    .default("")
    .transform((text) => [
      ...new Set(
        text
          .toLowerCase()
          .split(/[\s,;]+/)
          .map((each) => each.replace(/^@/, ""))
          .filter(Boolean),
      ),
    ])
    .refine((list) => list.every(fits), problem);

const mailDomains = domainList(
  (each) => each.length <= 190 && /^([a-z0-9-]+\.)+[a-z0-9-]{2,}$/.test(each),
  "accounts.notADomain",
);

export const accountForm = z.object({
  name: z.string().trim().min(1).max(200),
  description: z.string().trim().max(1000).default(""),
  domains: mailDomains,
});
export type AccountForm = z.infer<typeof accountForm>;

/** The roles come as `role-<id>` fields, one a portal or one an agent. */
export const agentForm = z
  .object({ name: personName, email: emailAddress.optional(), mobile: mobileNumber, administrator: box })
  .catchall(z.string());
export type AgentForm = z.infer<typeof agentForm>;
export const membersForm = z.object({}).catchall(z.string());
