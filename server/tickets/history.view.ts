import type { Translate } from "../core/i18n.ts";
import type { Priority, Status } from "./ticket.ts";
import type { TicketChange } from "./changes.repository.ts";

/** A line of the history in plain words. */
export function historyLine(t: Translate, { field, from, to, actorName: who }: TicketChange): string {
  switch (field) {
    case "status":
      return t("tickets.history.status", { who, from: statusWord(t, from), to: statusWord(t, to) });
    case "priority":
      return t("tickets.history.priority", { who, from: priorityWord(t, from), to: priorityWord(t, to) });
    case "subject":
      return t("tickets.history.subject", { who, from: from ?? "", to: to ?? "" });
    case "category":
      return to === null
        ? t("tickets.history.categoryNone", { who, from: from ?? "" })
        : t("tickets.history.category", { who, to });
    case "assignee":
      if (to === null) return t("tickets.history.unassigned", { who, from: from ?? "" });
      return to === who ? t("tickets.history.taken", { who }) : t("tickets.history.assigned", { who, to });
  }
}

const statusWord = (t: Translate, status: string | null) =>
  t(`tickets.status.${(status ?? "open") as Status}`);
const priorityWord = (t: Translate, priority: string | null) =>
  t(`tickets.priority.${(priority ?? "medium") as Priority}`);
