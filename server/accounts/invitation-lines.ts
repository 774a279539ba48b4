import { emailAddress } from "./people.schema.ts";

// Lists as people have them: addresses line by line, a line copied out of a mail program ("Ana <ana@x>, bob@y"), or a table saved as CSV,
// with a head line that names its columns or without. Nothing is dropped: what cannot be read comes back with its problem.

/** One person of a list, or a line that is none. */
export interface InvitationLine {
  /** Counted from 1, as an editor shows it. */
  readonly line: number;
  readonly email: string;
  readonly name: string;
  /** Only from a table with such a column. */
  readonly account: string;
  /** A text key, or null for a person who can be invited as far as the line itself tells. */
  readonly problem: string | null;
}

const columnNames: Readonly<Record<string, "email" | "name" | "account">> = {
  email: "email",
  "e-mail": "email",
  "email address": "email",
  "e-mail address": "email",
  mail: "email",
  name: "name",
  "full name": "name",
  account: "account",
  company: "account",
};

/** The people of a pasted list or of a CSV file's text. */
export function readLines(text: string): InvitationLine[] {
  const lines = text.replace(/^\ufeff/, "").split(/\r\n|\r|\n/);
  const head = lines.findIndex((line) => line.trim() !== "");
  const table = columnsOf(lines[head] ?? "");
  const found = lines.flatMap((line, at) => {
    if (line.trim() === "" || (table && at === head)) return [];
    return table ? [fromTable(line, at + 1, table)] : people(line).map((each) => fromText(each, at + 1));
  });
  return withoutTwins(found);
}

interface Table {
  readonly separator: string;
  readonly columns: readonly ("email" | "name" | "account" | null)[];
}

/** What a head line names; null when the first line is somebody already. */
function columnsOf(line: string): Table | null {
  if (line.includes("@")) return null;
  const separator = [";", "\t", ","].find((each) => line.includes(each)) ?? ",";
  const columns = cells(line, separator).map((cell) => columnNames[cell.toLowerCase()] ?? null);
  return columns.includes("email") ? { separator, columns } : null;
}

function fromTable(line: string, number: number, { separator, columns }: Table): InvitationLine {
  const row = cells(line, separator);
  const value = (column: string) => row[columns.findIndex((each) => each === column)] ?? "";
  return person(number, value("email"), value("name"), value("account"));
}

/** Several people on a line, when it has several addresses. */
const people = (line: string): string[] =>
  (line.match(/@/g) ?? []).length < 2 ? [line] : cells(line, /[,;]/).filter((part) => part !== "");

function fromText(text: string, number: number): InvitationLine {
  const parts = cells(text, /[,;\t]/);
  const at = parts.findIndex((part) => part.includes("@"));
  const address = parts[at] ?? text.trim();
  const [, label = "", inAngles] = /^(.*)<([^<>]*)>$/.exec(address) ?? [];
  const beside = parts.find((part, position) => position !== at && part !== "") ?? "";
  return person(number, inAngles ?? address, unquoted(label) || beside, "");
}

function person(line: number, address: string, given: string, account: string): InvitationLine {
  const parsed = emailAddress.safeParse(address);
  const email = parsed.success ? parsed.data : address.trim().slice(0, 254);
  const name = given.replace(/\s+/g, " ").trim();
  const problem = !parsed.success
    ? "accounts.lists.notAnAddress"
    : name.length > 120
      ? "accounts.lists.nameTooLong"
      : null;
  return { line, email, name: name || (email.split("@")[0] ?? email), account: account.trim(), problem };
}

/** The second of two equal addresses is a mistake, and harmless. */
function withoutTwins(lines: readonly InvitationLine[]): InvitationLine[] {
  const seen = new Set<string>();
  return lines.map((line) => {
    if (line.problem) return line;
    if (seen.has(line.email)) return { ...line, problem: "accounts.lists.twice" };
    seen.add(line.email);
    return line;
  });
}

/** Splits at separators outside of quotes and angle brackets; RFC 4180's doubled quotes are one. */
function cells(line: string, separator: string | RegExp): string[] {
  const isSeparator = (sign: string) =>
    typeof separator === "string" ? sign === separator : separator.test(sign);
  const found = [""];
  let quoted = false;
  for (const sign of line) {
    if (sign === '"') quoted = !quoted;
    if (!quoted && isSeparator(sign)) found.push("");
    else found[found.length - 1] += sign;
  }
  return found.map(unquoted);
}

const unquoted = (text: string): string => {
  const trimmed = text.trim();
  const inside = /^"(.*)"$/.exec(trimmed)?.[1];
  return (inside ?? trimmed).replaceAll('""', '"').trim();
};
