import { z } from "zod";
import { isIssuer } from "./oidc.service.ts";
import type { Domain } from "./provider.ts";

const box = z
  .literal("true")
  .optional()
  .transform((value) => value === "true");
const line = (max: number) => z.string().trim().min(1).max(max);

/** The roles that somebody nobody entered may get; administrators are made by hand. */
export const newAgentRoles = ["agent", "coordinator"] as const;

const domainLine =
  /^@?((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9])(?:\s*=\s*(.{0,200}))?$/i;

const domains = z
  .string()
  .max(10_000)
  .default("")
  .transform((text, ctx): Domain[] => {
    const lines = text.split("\n").map((each) => each.trim());
    return lines.filter(Boolean).flatMap((each) => {
      const [, domain, account] = domainLine.exec(each) ?? [];
      if (domain) return [{ domain: domain.toLowerCase(), account: account?.trim() || null }];
      ctx.addIssue({ code: "custom", message: "single-sign-on.domainInvalid" });
      return [];
    });
  });

/** The portals come as `portal-<id>` boxes. */
export const oidcForm = z
  .object({
    name: line(60),
    enabled: box,
    issuer: line(500).refine(isIssuer, "single-sign-on.issuerInvalid"),
    clientId: line(300),
    clientSecret: z.string().trim().max(1000).default(""),
    scopes: line(300)
      .transform((text) => text.split(/\s+/).join(" "))
      .refine((text) => text.split(" ").includes("openid"), "single-sign-on.scopesInvalid"),
    emailClaim: line(100),
    nameClaim: line(100),
    forAgents: box,
    newAgentsRole: z.enum(["", ...newAgentRoles]).default(""),
    newAgentsPortal: z
      .string()
      .regex(/^\d{0,10}$/)
      .default(""),
    createsContacts: box,
    trustsAddresses: box,
    domains,
    bothSteps: box,
    onlyWay: box,
  })
  .catchall(z.string());
export type OidcForm = z.infer<typeof oidcForm>;
