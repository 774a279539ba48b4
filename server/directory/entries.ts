import { emailAddress, mobileOf } from "../accounts/index.ts";
import type { Attributes, Entry } from "./directory.ts";

type Values = Readonly<Record<string, Buffer | Buffer[] | string | string[]>>;

/** The first value of an attribute, whatever its case in the answer. */
function first(values: Values, attribute: string): Buffer | string {
  if (attribute === "") return "";
  const name = Object.keys(values).find((each) => each.toLowerCase() === attribute.toLowerCase());
  const value = name === undefined ? "" : [values[name] ?? ""].flat()[0];
  return value ?? "";
}

const text = (value: Buffer | string, longest: number): string =>
  value
    .toString()
    .replace(/[\p{C}\s]+/gu, " ")
    .trim()
    .slice(0, longest);

/** What an answer says of a person. An id of bytes (Active Directory's objectGUID) is kept in hexadecimal. */
export function entryOf(dn: string, values: Values, attributes: Attributes, country: string): Entry {
  const id = first(values, attributes.id);
  const email = emailAddress.safeParse(text(first(values, attributes.mail), 254));
  return {
    externalId: Buffer.isBuffer(id) ? id.toString("hex") : text(id, 200),
    dn,
    email: email.success ? email.data : "",
    name: text(first(values, attributes.name), 120) || (email.success ? email.data : ""),
    phone: text(first(values, attributes.phone), 40),
    mobile: mobileOf(text(first(values, attributes.mobile), 40), country),
    account: text(first(values, attributes.account), 200),
  };
}

export const requested = (attributes: Attributes): string[] =>
  (Object.values(attributes) as string[]).filter((name) => name !== "");
