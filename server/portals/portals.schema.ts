import { z } from "zod";
import { dateFormats, hourFormats } from "../core/dates.ts";
import { languages } from "../core/i18n.ts";
import { portalStates } from "./portal.ts";

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
  "preview",
  "setup",
  "metrics",
];

/** A short name in an address; also a customer portal's. */
export const slugField = z
  .string()
  .trim()
  .toLowerCase()
  .min(1)
  .max(40)
  .regex(/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/, "portals.slugInvalid")
  .refine((value) => !reserved.includes(value), "portals.slugReserved");

const optionalId = z
  .string()
  .default("")
  .transform((text) => (text === "" ? null : Number(text)))
  .refine((id) => id === null || (Number.isSafeInteger(id) && id > 0), "shared.notValid");

const common = {
  name: z.string().trim().min(1).max(120),
  slug: slugField,
  description: z.string().trim().max(500).default(""),
  owner: optionalId,
};

export const newPortalForm = z.object({ ...common, copyFrom: optionalId });
export type NewPortalForm = z.infer<typeof newPortalForm>;

/** "UTC" is none of the zones that Intl lists. */
export const timeZones: readonly string[] = ["UTC", ...Intl.supportedValuesOf("timeZone")];
export const currencies: readonly string[] = Intl.supportedValuesOf("currency");

const oneOf = (values: readonly string[]) =>
  z.string().refine((value) => values.includes(value), "shared.notValid");

export const portalForm = z.object({
  ...common,
  timeZone: oneOf(timeZones),
  // A form without the choice (one language is installed) leaves the only one.
  language: oneOf(languages).default(languages[0] ?? "en"),
  currency: oneOf(currencies),
  dateFormat: z.enum(dateFormats),
  hourFormat: z.enum(hourFormats),
});
export type PortalForm = z.infer<typeof portalForm>;

export const stateForm = z.object({ state: z.enum(portalStates), seen: z.enum(portalStates) });
