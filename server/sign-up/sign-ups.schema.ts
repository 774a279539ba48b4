import { z } from "zod";
import { domainList, emailAddress, personName } from "../accounts/index.ts";
import { signUpModes } from "../portals/index.ts";

const box = z
  .literal("true")
  .optional()
  .transform((value) => value === "true");

export const signUpForm = z.object({ name: personName, email: emailAddress, consent: box });
export type SignUpForm = z.infer<typeof signUpForm>;

// With all hosts below one, too.
const domains = domainList(
  (each) => /^(\*\.)?([a-z0-9-]+\.)+[a-z0-9-]{2,}$/.test(each),
  "sign-up.rules.notADomain",
);

export const ruleForm = z.object({ mode: z.enum(signUpModes), allowed: domains, denied: domains });
export type RuleForm = z.infer<typeof ruleForm>;

export const approvalForm = z.object({
  account: z
    .string()
    .regex(/^\d{0,10}$/)
    .default("")
    .transform((value) => (value === "" ? null : Number(value))),
});
export const refusalForm = z.object({ reason: z.string().trim().max(1000).default("") });
