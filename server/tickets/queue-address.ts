import type { QueueQuery } from "./queue.schema.ts";

/** The address of the queue as the query has it, with some of it changed; what is usual is left out. */
export function queueUrl(base: string, query: QueueQuery, changes: Partial<QueueQuery> = {}): string {
  const { view, q, status, priority, category, assignee, contact, sort, after, before } = {
    ...query,
    ...changes,
  };
  const entries: (readonly [string, string | number | null])[] = [
    ["q", q],
    ["view", view === "open" ? "" : view],
    ...status.map((each) => ["status", each] as const),
    ...priority.map((each) => ["priority", each] as const),
    ["category", category],
    ["assignee", assignee === 0 ? "none" : assignee],
    ["contact", contact],
    ["sort", sort],
    ["after", after],
    ["before", before],
  ];
  const given = entries
    .filter(([, value]) => value !== null && value !== "")
    .map(([name, value]) => [name, String(value)]);
  return `${base}/requests${given.length > 0 ? `?${new URLSearchParams(given).toString()}` : ""}`;
}

/** The first page of a list. */
export const first: Partial<QueueQuery> = { after: "", before: "" };
/** A view as it is before anybody filters or searches. */
export const unfiltered: Partial<QueueQuery> = {
  ...first,
  q: "",
  status: [],
  priority: [],
  category: null,
  assignee: null,
  contact: null,
};
