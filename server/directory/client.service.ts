import { isIP } from "node:net";
import type { ConnectionOptions } from "node:tls";
import type * as Library from "ldapts";
import type { Client } from "ldapts";
import { homeCountry } from "../accounts/index.ts";
import { lazily } from "../core/lazily.ts";
import { unseal } from "../core/sealing.ts";
import { type Directory, DirectoryError, type Entry, type Problem } from "./directory.ts";
import { entryOf, requested } from "./entries.ts";

const library = lazily<typeof Library>("ldapts");

export const sealPurpose = "directory password";
const patienceMs = 4000;
const pageSize = 500;
/** Active Directory's; bytes that are no text. */
const binaryIds = ["objectGUID"];

/** Everybody whom the directory's filter finds, a page at a time. @throws DirectoryError */
export async function everyEntry(directory: Directory): Promise<Entry[]> {
  const entries: Entry[] = [];
  await withAccount(directory, async (client) => {
    const pages = client.searchPaginated(directory.baseDn, {
      ...options(directory),
      filter: parsed(directory.userFilter),
      paged: { pageSize },
    });
    for await (const { searchEntries } of pages) entries.push(...searchEntries.map(toEntry(directory)));
  });
  return entries;
}

/** The one person who has this mail address; null for nobody, and for more than one. @throws DirectoryError */
export async function entryByEmail(directory: Directory, email: string): Promise<Entry | null> {
  // Not text that is put together: the value travels as a value, so no address can change the filter.
  const address = new (library().EqualityFilter)({ attribute: directory.attributes.mail, value: email });
  const filter = new (library().AndFilter)({ filters: [parsed(directory.userFilter), address] });
  const found = await withAccount(directory, async (client) => {
    const { searchEntries } = await client.search(directory.baseDn, {
      ...options(directory),
      filter,
      sizeLimit: 2,
    });
    return searchEntries.map(toEntry(directory));
  });
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** Whether the password is the entry's. @throws DirectoryError when the directory cannot say. */
export async function isPasswordOf(directory: Directory, dn: string, password: string): Promise<boolean> {
  // A bind without a password is anonymous, and succeeds (RFC 4513, 5.1.2).
  if (password === "" || dn === "") return false;
  try {
    await connected(directory, (client) => client.bind(dn, password));
    return true;
  } catch (error) {
    if (error instanceof DirectoryError && error.problem === "password") return false;
    throw error;
  }
}

const options = ({ attributes }: Directory) => ({
  scope: "sub" as const,
  attributes: requested(attributes),
  explicitBufferAttributes: binaryIds,
});

const toEntry =
  ({ attributes }: Directory) =>
  ({ dn, ...values }: { dn: string } & Record<string, Buffer | Buffer[] | string | string[]>): Entry =>
    entryOf(dn, values, attributes, homeCountry.get());

function parsed(filter: string) {
  try {
    return library().FilterParser.parseString(filter);
  } catch (error) {
    throw new DirectoryError("filter", error instanceof Error ? error.message : "");
  }
}

/** Whether the filter can be read at all. The parser overlooks a bracket that is missing at the end. */
export function isFilter(filter: string): boolean {
  const count = (sign: string) => filter.split(sign).length;
  try {
    library().FilterParser.parseString(filter);
    return filter.startsWith("(") && count("(") === count(")");
  } catch {
    return false;
  }
}

function withAccount<T>(directory: Directory, work: (client: Client) => Promise<T>): Promise<T> {
  const password = unseal(sealPurpose, directory.bindPassword);
  if (password === null) return Promise.reject(new DirectoryError("secret", ""));
  return connected(directory, async (client) => {
    await client.bind(directory.bindDn, password);
    return work(client);
  });
}

async function connected<T>(
  { url, caCertificate }: Directory,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const { hostname, protocol } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, "");
  const tls: ConnectionOptions = {
    minVersion: "TLSv1.2",
    host,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(caCertificate === "" ? {} : { ca: caCertificate }),
  };
  const secure = protocol === "ldaps:";
  const client = new (library().Client)({
    url,
    timeout: patienceMs,
    connectTimeout: patienceMs,
    strictDN: false,
    ...(secure ? { tlsOptions: tls } : {}),
  });
  try {
    if (!secure)
      await client.startTLS(tls).catch((error: unknown) => {
        throw error instanceof library().ResultCodeError
          ? new DirectoryError("no-tls", error.message)
          : error;
      });
    return await work(client);
  } catch (error) {
    throw error instanceof DirectoryError ? error : new DirectoryError(problemOf(error), wordsOf(error));
  } finally {
    await client.unbind().catch(() => undefined);
  }
}

/** RFC 4511, appendix A, and what Node says of connections. */
function problemOf(error: unknown): Problem {
  if (error instanceof library().ResultCodeError) {
    if (error.code === 49 || error.code === 48) return "password";
    if (error.code === 32 || error.code === 34) return "no-base";
    if ([3, 4, 11].includes(error.code)) return "limit";
    return [18, 21, 87].includes(error.code) ? "filter" : "fault";
  }
  const { code = "", message = "" } = error as { code?: string; message?: string };
  if (/^(ENOTFOUND|EAI_)/.test(code)) return "unknown-host";
  if (/timed? ?out/i.test(message) || code === "ETIMEDOUT") return "timeout";
  if (/CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|EPROTO/.test(code)) return "certificate";
  return /^E[A-Z]+$/.test(code) || /clos|connect/i.test(message) ? "unreachable" : "fault";
}

function wordsOf(error: unknown): string {
  const { code, message = "" } = error as { code?: unknown; message?: string };
  return (typeof code === "string" ? `${code} ${message}` : message).replace(/\s+/g, " ").slice(0, 200);
}
