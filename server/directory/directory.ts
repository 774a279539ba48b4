// A directory names people; each becomes a contact of one portal, or an agent there. Who a directory vouches for has no password here.
// It never vouches for an administrator (the way in when it is away), and a directory of contacts for nobody who has a place elsewhere:
// whoever runs one company's directory must not be able to open the desk or another portal.

export interface Directory {
  readonly id: number;
  readonly name: string;
  readonly enabled: boolean;
  readonly people: "contacts" | "agents";
  readonly portalId: number;
  /** Of new agents in the portal. */
  readonly role: string;
  /** ldaps://…, or ldap://… which is upgraded by StartTLS before anything is said. */
  readonly url: string;
  /** PEM; empty for the authorities that this machine trusts. */
  readonly caCertificate: string;
  readonly bindDn: string;
  /** Sealed. */
  readonly bindPassword: string;
  readonly baseDn: string;
  readonly userFilter: string;
  readonly attributes: Attributes;
  /** The account of everybody whose entry names none. */
  readonly accountName: string;
  readonly signsIn: boolean;
  /** People who have a password here already use the directory's from now on. */
  readonly takesOver: boolean;
  /** 0: only when asked for. */
  readonly importHours: number;
  /** When an administrator saw the preview and agreed. */
  readonly approvedAt: Date | null;
  readonly importAskedAt: Date | null;
  readonly importedAt: Date | null;
  readonly outcome: string;
  readonly awaySince: Date | null;
  readonly awayProblem: Problem | "";
  readonly version: number;
}

/** Which attributes mean what; empty ones are not asked for. */
export interface Attributes {
  readonly id: string;
  readonly mail: string;
  readonly name: string;
  readonly phone: string;
  readonly mobile: string;
  readonly account: string;
}

/** Why a directory did not do what was asked; each has the text `directory.problem.<problem>`. */
export const problems = [
  "unknown-host",
  "unreachable",
  "timeout",
  "certificate",
  "no-tls",
  "password",
  "no-base",
  "filter",
  "limit",
  "secret",
  "fault",
] as const;
export type Problem = (typeof problems)[number];

/** A directory that did not answer as it should. `words` are its own. */
export class DirectoryError extends Error {
  readonly problem: Problem;
  readonly words: string;

  constructor(problem: Problem, words: string) {
    super(`${problem}: ${words}`);
    this.problem = problem;
    this.words = words;
  }
}

/** A person as the directory has them. */
export interface Entry {
  readonly externalId: string;
  readonly dn: string;
  /** Lower case; empty without one that could be one. */
  readonly email: string;
  readonly name: string;
  readonly phone: string;
  /** E.164. */
  readonly mobile: string | null;
  readonly account: string;
}
