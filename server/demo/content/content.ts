import type { Priority } from "../../tickets/index.ts";

/** What a demo portal is made of. Long texts are markup (markup.ts). */
export interface PortalContent {
  readonly slug: string;
  readonly brand: Brand;
  readonly agents: readonly AgentContent[];
  readonly accounts: readonly AccountContent[];
  readonly categories: readonly string[];
  readonly cannedReplies: readonly { readonly title: string; readonly text: string }[];
  readonly announcements: readonly AnnouncementContent[];
  readonly solutions: readonly SolutionContent[];
  readonly scenarios: readonly Scenario[];
}

export interface Brand {
  readonly name: string;
  readonly description: string;
  /** File in server/demo/files. */
  readonly logo: string;
  readonly brandColor: string;
  readonly headerColor: string;
  readonly linkColor: string;
  readonly welcomeTitle: string;
  readonly welcomeText: string;
  readonly footerText: string;
  readonly supportContact: string;
  readonly headerLinks: readonly { readonly label: string; readonly url: string }[];
  readonly footerLinks: readonly { readonly label: string; readonly url: string }[];
}

export interface AgentContent {
  readonly name: string;
  readonly role: "coordinator" | "agent";
}

export interface AccountContent {
  readonly name: string;
  readonly description: string;
  /** The first ones see all requests of the account. */
  readonly contacts: readonly string[];
  readonly seeAccount: number;
}

export interface AnnouncementContent {
  readonly title: string;
  readonly text: string;
  readonly audience: "public" | "contacts" | "agents";
  readonly pinned?: boolean;
  readonly daysAgo: number;
}

export interface SolutionContent {
  readonly topic: string;
  readonly title: string;
  readonly summary: string;
  readonly text: string;
  readonly audience?: "contacts" | "agents";
  readonly draft?: boolean;
}

/**
 * A conversation that many requests are made from. `talk` has one message a paragraph: `C:` contact, `A:` agent, `H:` agent who puts the
 * request on hold, `N:` note. A request that is not finished yet has only the beginning of it. `{slot}` takes one of its words.
 */
export interface Scenario {
  readonly subject: string;
  readonly category: string;
  readonly priority: Priority;
  readonly slots?: Readonly<Record<string, readonly string[]>>;
  readonly talk: string;
  /** File in server/demo/files that comes with the contact's first message. */
  readonly file?: string;
}
