import { type Permission, permissions } from "../core/actor.ts";

/** The three roles an agent may have in a portal. Nothing asks for a role's name; policies ask for permissions. */
export const roleNames = ["administrator", "coordinator", "agent"] as const;
export type RoleName = (typeof roleNames)[number];

const agent: readonly Permission[] = ["tickets.view", "tickets.reply", "tickets.edit", "contacts.view"];
const coordinator: readonly Permission[] = [
  ...agent,
  "tickets.assign",
  "tickets.bulk",
  "contacts.edit",
  "solutions.edit",
  "announcements.edit",
  "cannedReplies.edit",
];

export const rolePermissions: Readonly<Record<RoleName, ReadonlySet<Permission>>> = {
  agent: new Set(agent),
  coordinator: new Set(coordinator),
  administrator: new Set(permissions),
};
