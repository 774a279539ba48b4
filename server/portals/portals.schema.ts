import { z } from "zod";
import { portalStates } from "./front.ts";

/** Rows of links that the form offers for the header and for the footer. */
export const linkRows = 4;

const reserved = [
  "new",
  "admin",
  "api",
  "assets",
  "desk",
  "health",
  "login",
  "logout",
  "portal",
  "setup",
  "metrics",
];

const slug = z
  .string()
  .trim()
  .toLowerCase()
  .min(1)
  .max(40)
  .regex(/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/, "portals.slugInvalid")
  .refine((value) => !reserved.includes(value), "portals.slugReserved");
const name = z.string().trim().min(1).max(120);
const color = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^#[0-9a-f]{6}$/, "portals.notAColor");
const box = z
  .literal("true")
  .optional()
  .transform((value) => value === "true");

export const portalForm = z.object({
  name,
  slug,
  description: z.string().trim().max(500).default(""),
  state: z.enum(portalStates),
});
export type PortalForm = z.infer<typeof portalForm>;

export const newFrontForm = z.object({ name, slug, portal: z.coerce.number().int().positive() });
export type NewFrontForm = z.infer<typeof newFrontForm>;

const host = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .refine(
    (value) =>
      value === "" ||
      /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/.test(value),
    "portals.hostInvalid",
  )
  .transform((value) => (value === "" ? null : value));

const linkLabel = z.string().trim().max(60).default("");
const linkUrl = z.string().trim().max(500).default("").refine(isLink, "portals.linkInvalid");
const rows = Array.from({ length: linkRows }, (_, row) => row + 1);
const linkFields = Object.fromEntries(
  ["header", "footer"].flatMap((place) =>
    rows.flatMap((row) => [
      [`${place}Label${row}`, linkLabel] as const,
      [`${place}Url${row}`, linkUrl] as const,
    ]),
  ),
);

export const frontForm = z
  .object({
    name,
    slug,
    host,
    brand: color,
    headerBg: color,
    link: color,
    welcomeTitle: z.string().trim().max(200).default(""),
    welcomeText: z.string().trim().max(1000).default(""),
    footerText: z.string().trim().max(500).default(""),
    supportContact: z.string().trim().max(200).default(""),
    guestsMayRead: box,
    guestsMaySubmit: box,
    ...linkFields,
  })
  .superRefine((input, ctx) => {
    const values = input as Record<string, unknown>;
    for (const place of ["header", "footer"])
      for (const row of rows)
        for (const [has, lacks] of [
          ["Label", "Url"],
          ["Url", "Label"],
        ] as const)
          if (values[`${place}${has}${row}`] !== "" && values[`${place}${lacks}${row}`] === "")
            ctx.addIssue({
              code: "custom",
              path: [`${place}${lacks}${row}`],
              message: "portals.linkIncomplete",
            });
  });
export type FrontForm = z.infer<typeof frontForm>;

/** The links of the header or the footer, empty rows left out. */
export function linksOf(
  input: Readonly<Record<string, unknown>>,
  place: "header" | "footer",
): { label: string; url: string }[] {
  return rows
    .map((row) => ({
      label: textOf(input[`${place}Label${row}`]),
      url: textOf(input[`${place}Url${row}`]),
    }))
    .filter((link) => link.label !== "");
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** What may stand in a link that everybody sees: the web, mail, or a path of ours; never a script. */
function isLink(value: string): boolean {
  if (value === "" || /^\/(?![/\\])[^\s\\]*$/.test(value)) return true;
  if (!URL.canParse(value)) return false;
  return ["http:", "https:", "mailto:"].includes(new URL(value).protocol);
}
