import { z } from "zod";
import { validity } from "./key-making.ts";
import { type Domain, isProviderUrl } from "./provider.ts";
import { readCertificates } from "./saml-metadata.ts";

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

/** Whom it is for and how far it is trusted; the portals come as `portal-<id>` boxes. */
const reach = {
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
};
const address = line(500).refine(isProviderUrl, "single-sign-on.addressInvalid");

const oidcForm = z
  .object({
    kind: z.literal("oidc"),
    name: line(60),
    enabled: box,
    issuer: address,
    clientId: line(300),
    clientSecret: z.string().trim().max(1000).default(""),
    scopes: line(300)
      .transform((text) => text.split(/\s+/).join(" "))
      .refine((text) => text.split(" ").includes("openid"), "single-sign-on.scopesInvalid"),
    emailClaim: line(100),
    nameClaim: line(100),
    ...reach,
  })
  .catchall(z.string());

const samlForm = z
  .object({
    kind: z.literal("saml"),
    name: line(60),
    enabled: box,
    entityId: line(500),
    ssoUrl: address,
    sloUrl: z.union([z.literal(""), address]).default(""),
    certificates: z
      .string()
      .max(50_000)
      .transform(readCertificates)
      .refine((all) => all.length > 0, "shared.required")
      .refine((all) => all.every((each) => validity(each) !== null), "single-sign-on.certificateInvalid"),
    emailAttribute: z.string().trim().max(200).default(""),
    nameAttribute: z.string().trim().max(200).default(""),
    ...reach,
  })
  .catchall(z.string());

export const providerForm = z.discriminatedUnion("kind", [oidcForm, samlForm]);
export type ProviderForm = z.infer<typeof providerForm>;
