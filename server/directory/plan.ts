import type { Directory, Entry } from "./directory.ts";

// What an import would do, worked out before anything is done: the same for the preview and for the import itself, and the same the second
// time (then it finds everybody as they should be).

/** Somebody who is here already. */
export interface Standing {
  readonly contactId: number | null;
  readonly agentId: number | null;
  readonly loginId: number | null;
  readonly email: string;
  readonly name: string;
  readonly phone: string;
  readonly mobile: string | null;
  readonly account: string;
  readonly disabled: boolean;
  readonly hasPassword: boolean;
  readonly administrator: boolean;
  /** Has a place that this directory does not speak for. */
  readonly elsewhere: boolean;
}

/** Who here an entry became. */
export interface Link {
  readonly id: number;
  readonly externalId: string;
  readonly contactId: number | null;
  readonly agentId: number | null;
  readonly loginId: number | null;
  readonly goneAt: Date | null;
}

export type Field = "email" | "name" | "phone" | "mobile" | "account" | "password" | "active";

export type Step =
  | {
      readonly action: "create";
      readonly entry: Entry;
      readonly standing: Standing | null;
      readonly vouches: boolean;
    }
  | {
      readonly action: "change" | "same";
      readonly entry: Entry;
      readonly standing: Standing;
      readonly link: Link | null;
      readonly changes: readonly Field[];
      /** The directory has their password from now on. */
      readonly vouches: boolean;
    }
  | { readonly action: "deactivate"; readonly link: Link; readonly standing: Standing }
  | {
      readonly action: "skip";
      readonly name: string;
      readonly email: string;
      readonly reason:
        "no-id" | "no-address" | "address-twice" | "id-twice" | "address-taken" | "administrator";
    };

/** What is here: people by address, people by what they were linked as, and the links of the directory. */
export interface Known {
  readonly byEmail: ReadonlyMap<string, Standing>;
  readonly byLink: ReadonlyMap<number, Standing>;
  readonly links: readonly Link[];
}

/** One step for each entry and each link; nothing is left out. */
export function planOf(directory: Directory, entries: readonly Entry[], known: Known): Step[] {
  const links = new Map(known.links.map((link) => [link.externalId, link]));
  const [emails, ids] = [new Set<string>(), new Set<string>()];
  const steps = entries.map((entry): Step => {
    const skip = (reason: Extract<Step, { action: "skip" }>["reason"]): Step => ({
      action: "skip",
      name: entry.name,
      email: entry.email,
      reason,
    });
    if (entry.externalId === "") return skip("no-id");
    if (ids.has(entry.externalId)) return skip("id-twice");
    ids.add(entry.externalId);
    if (entry.email === "") return skip("no-address");
    if (emails.has(entry.email)) return skip("address-twice");
    emails.add(entry.email);
    const link = links.get(entry.externalId) ?? null;
    const linked = link === null ? undefined : known.byLink.get(link.id);
    const holder = known.byEmail.get(entry.email);
    if (linked && linked.email !== entry.email && (holder || link?.loginId === null))
      return skip("address-taken");
    // Somebody else's link: a new entry has an address that another one had.
    const standing = linked ?? holder ?? null;
    if (!linked && standing && isLinked(known, standing)) return skip("address-taken");
    return existing(directory, entry, standing, linked ? link : null);
  });
  const gone = known.links.filter(({ externalId, goneAt }) => goneAt === null && !ids.has(externalId));
  return [...steps, ...gone.flatMap((link) => leaving(link, known.byLink.get(link.id)))];
}

const isLinked = ({ links }: Known, { contactId, agentId }: Standing): boolean =>
  links.some(
    (link) =>
      (contactId !== null && link.contactId === contactId) || (agentId !== null && link.agentId === agentId),
  );

function existing(directory: Directory, entry: Entry, standing: Standing | null, link: Link | null): Step {
  const vouches = mayVouch(directory, standing);
  const isHere = directory.people === "agents" ? standing?.agentId : standing?.contactId;
  if (!standing || (isHere ?? null) === null) return { action: "create", entry, standing, vouches };
  const changes: Field[] = [];
  if (entry.email !== standing.email) changes.push("email");
  if (entry.name !== standing.name) changes.push("name");
  if (directory.people === "contacts" && differs(entry.phone, standing.phone)) changes.push("phone");
  if (entry.mobile !== null && entry.mobile !== standing.mobile) changes.push("mobile");
  const account = entry.account || directory.accountName;
  if (directory.people === "contacts" && differs(account, standing.account)) changes.push("account");
  if (vouches && (link?.loginId ?? null) === null) changes.push("password");
  // Whom an administrator deactivated stays out; who was only gone from the directory comes back with it.
  if (standing.disabled && link?.goneAt) changes.push("active");
  const action = changes.length > 0 || link === null ? "change" : "same";
  return { action, entry, standing, link, changes, vouches };
}

const differs = (wanted: string, now: string): boolean => wanted !== "" && wanted !== now;

/** See the top of directory.ts. */
export function mayVouch(directory: Directory, standing: Standing | null): boolean {
  if (!directory.signsIn) return false;
  if (!standing) return true;
  if (standing.administrator || standing.elsewhere) return false;
  return directory.takesOver || !standing.hasPassword;
}

/** Who has a password here keeps their place; whom the directory vouched for loses it, except the last way in. */
function leaving(link: Link, standing: Standing | undefined): Step[] {
  if (!standing || link.loginId === null || standing.disabled) return [];
  if (standing.administrator)
    return [{ action: "skip", name: standing.name, email: standing.email, reason: "administrator" }];
  return [{ action: "deactivate", link, standing }];
}

/** An answer that would deactivate most people is more likely a wrong filter than a company that closed. */
export function looksWrong(steps: readonly Step[]): boolean {
  const leaving = steps.filter(({ action }) => action === "deactivate").length;
  const staying = steps.filter(({ action }) => action === "change" || action === "same").length;
  return leaving >= 5 && leaving > staying;
}
