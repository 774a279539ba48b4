// A ticket is open (open, in_progress, on_hold), resolved or closed. Contacts and agents read the same words for it.

export const statuses = ["open", "in_progress", "on_hold", "resolved", "closed"] as const;
export type Status = (typeof statuses)[number];
export const isOpen = (status: Status): boolean => status !== "resolved" && status !== "closed";

/** 1 low … 4 urgent: stored as numbers, so that a queue sorts by it. */
export const priorities = ["low", "medium", "high", "urgent"] as const;
export type Priority = (typeof priorities)[number];
export const priorityNumber = (priority: Priority): number => priorities.indexOf(priority) + 1;
export const priorityName = (number: number): Priority => priorities[number - 1] ?? "medium";

/** Hours until a request is due when nothing else says so. */
export const hoursToResolve: Readonly<Record<Priority, number>> = {
  low: 120,
  medium: 72,
  high: 24,
  urgent: 8,
};
export const dueAt = (createdAt: Date, priority: Priority): Date =>
  new Date(createdAt.getTime() + hoursToResolve[priority] * 3_600_000);

export interface Ticket {
  readonly id: number;
  readonly portalId: number;
  readonly number: number;
  readonly contactId: number;
  readonly accountId: number | null;
  readonly categoryId: number | null;
  readonly assigneeId: number | null;
  readonly subject: string;
  readonly status: Status;
  readonly priority: Priority;
  readonly replyCount: number;
  readonly lastReplyBy: "contact" | "agent";
  readonly lastReplyAt: Date;
  readonly dueAt: Date | null;
  readonly closedAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What a reply does to the status: a contact's answer brings a request back to the agents; an agent's first answer puts it in progress. */
export function statusAfterReply(status: Status, by: "contact" | "agent"): Status {
  if (by === "contact")
    return status === "on_hold" || status === "resolved" || status === "closed" ? "open" : status;
  return status === "open" ? "in_progress" : status;
}
