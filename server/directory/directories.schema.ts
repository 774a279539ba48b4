import { X509Certificate } from "node:crypto";
import { z } from "zod";
import { roleNames } from "../accounts/index.ts";
import { isFilter } from "./client.service.ts";

const line = (most: number) =>
  z
    .string()
    .transform((text) => text.replace(/\s+/g, " ").trim())
    .pipe(z.string().max(most));
const needed = (most: number) => line(most).pipe(z.string().min(1));
const box = z
  .literal("true")
  .optional()
  .transform((value) => value === "true");
const attribute = line(60).pipe(z.string().regex(/^([A-Za-z][\w;-]*)?$/, "directory.notAnAttribute"));
const neededAttribute = attribute.pipe(z.string().min(1));

/** ldaps, or ldap that StartTLS makes safe; nothing is ever said in clear. */
const address = needed(300).refine((text) => {
  try {
    const { protocol, hostname, pathname, search, username } = new URL(text);
    const bare = ["", "/"].includes(pathname) && search === "" && username === "";
    return /^ldaps?:$/.test(protocol) && hostname !== "" && bare;
  } catch {
    return false;
  }
}, "directory.notAnAddress");

const certificate = z
  .string()
  .transform((text) => text.replace(/\r\n/g, "\n").trim())
  .pipe(z.string().max(60_000))
  .refine((pem) => pem === "" || isCertificate(pem), "directory.notACertificate");

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}

const number = z
  .string()
  .regex(/^\d{1,10}$/, "shared.notValid")
  .transform(Number);

/** A directory as administrators fill it in. An empty password keeps the one that is stored. */
export const directoryForm = z.object({
  name: needed(120),
  enabled: box,
  people: z.enum(["contacts", "agents"], "shared.notValid"),
  portal: number,
  role: z.enum(roleNames, "shared.notValid"),
  url: address,
  caCertificate: certificate,
  bindDn: needed(500),
  bindPassword: z.string().max(1000),
  baseDn: needed(500),
  userFilter: needed(1000).refine(isFilter, "directory.notAFilter"),
  idAttribute: neededAttribute,
  mailAttribute: neededAttribute,
  nameAttribute: neededAttribute,
  phoneAttribute: attribute,
  mobileAttribute: attribute,
  accountAttribute: attribute,
  accountName: line(200),
  signsIn: box,
  takesOver: box,
  importHours: z.enum(["0", "1", "6", "24"], "shared.notValid").transform(Number),
  version: number,
});
export type DirectoryInput = z.infer<typeof directoryForm>;
