/** What a role may allow. A policy asks for these; nothing asks for a role's name. */
export const permissions = [
  "tickets.view",
  "tickets.reply",
  "tickets.edit",
  "tickets.assign",
  "tickets.bulk",
  "contacts.view",
  "contacts.edit",
  "solutions.edit",
  "announcements.edit",
  "cannedReplies.edit",
] as const;
export type Permission = (typeof permissions)[number];

export interface Guest {
  readonly kind: "guest";
}
export interface ContactActor {
  readonly kind: "contact";
  readonly id: number;
  readonly loginId: number;
  readonly name: string;
  readonly email: string;
  readonly accountId: number | null;
  /** Sees all requests of the account, not only their own. */
  readonly seesAccount: boolean;
}
export interface AgentActor {
  readonly kind: "agent";
  readonly id: number;
  readonly loginId: number;
  readonly name: string;
  readonly email: string;
  /** Administers the installation: every portal, every setting. */
  readonly administrator: boolean;
  /** What the role allows in the context's portal; empty outside of one. */
  readonly may: ReadonlySet<Permission>;
}
/** The product itself: jobs, listeners, imports. */
export interface System {
  readonly kind: "system";
}
export type Actor = Guest | ContactActor | AgentActor | System;
