import { z } from "zod";
import { slugField } from "../portals/index.ts";

const name = z.string().trim().min(1).max(120);
const id = z.coerce.number().int().positive();

export const newForm = z.object({
  name,
  slug: slugField,
  portal: id,
  copyFrom: z
    .string()
    .regex(/^\d{0,9}$/, "shared.notValid")
    .default("")
    .transform((text) => (text === "" ? null : Number(text))),
});
export type NewForm = z.infer<typeof newForm>;

const host = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .refine(
    (value) =>
      value === "" ||
      /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/.test(value),
    "customer-portals.hostInvalid",
  )
  .transform((value) => (value === "" ? null : value));

export const addressForm = z.object({
  slug: slugField,
  host,
  supportContact: z.string().trim().max(200).default(""),
});
export type AddressForm = z.infer<typeof addressForm>;

export const nothing = z.object({});
