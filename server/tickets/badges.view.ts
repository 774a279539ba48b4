import type { Translate } from "../core/i18n.ts";
import type { Priority, Status } from "./ticket.ts";

/** What views/shared/badge.hbs draws. */
export interface Badge {
  readonly kind: "status" | "priority";
  readonly value: string;
  readonly label: string;
}

export const statusBadge = (t: Translate, status: Status): Badge => ({
  kind: "status",
  value: status,
  label: t(`tickets.status.${status}`),
});
export const priorityBadge = (t: Translate, priority: Priority): Badge => ({
  kind: "priority",
  value: priority,
  label: t(`tickets.priority.${priority}`),
});
