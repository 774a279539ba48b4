import { createHash } from "node:crypto";
import type { Scope } from "../core/context.ts";
import { htmlToText } from "../core/html.ts";
import { indexText } from "../search/index.ts";
import { isOpen, priorityNumber } from "../tickets/index.ts";
import type { PlannedTicket, Said } from "./plan.ts";
import { demoFile, inserter } from "./portal.repository.ts";

const mediaTypes: Readonly<Record<string, string>> = {
  png: "image/png",
  pdf: "application/pdf",
  log: "text/plain",
};
const mediaType = (name: string) => mediaTypes[name.split(".").pop() ?? ""] ?? "application/octet-stream";

/** One planned request with everything that hangs on it. @returns its id. */
export async function insertTicket(
  scope: Scope,
  ticket: PlannedTicket,
  number: number,
  categoryId: number | null,
): Promise<number> {
  const insert = inserter(scope);
  const replies = ticket.said.filter(({ by }) => by !== "note");
  const last = replies[replies.length - 1];
  const id = await insert("tickets", {
    number,
    contact_id: ticket.contact.id,
    account_id: ticket.contact.accountId,
    category_id: categoryId,
    assignee_id: ticket.assignee?.id ?? null,
    subject: ticket.subject,
    status: ticket.status,
    is_open: isOpen(ticket.status),
    priority: priorityNumber(ticket.priority),
    reply_count: replies.length,
    last_reply_by: last?.by ?? "contact",
    last_reply_at: last?.at ?? ticket.createdAt,
    due_at: ticket.dueAt,
    closed_at: ticket.closedAt,
    created_at: ticket.createdAt,
    updated_at: ticket.updatedAt,
  });
  let described: number | undefined;
  for (const { by, person, html: body, at } of ticket.said) {
    const row = { ticket_id: id, author_name: person.name, body_html: body, created_at: at };
    if (by === "note") await insert("notes", { ...row, agent_id: person.id });
    else {
      const replyId = await insert("replies", { ...row, author_kind: by, author_id: person.id });
      described ??= replyId;
    }
  }
  for (const { field, from, to, by, person, at } of ticket.changes)
    await insert("ticket_changes", {
      ...{ ticket_id: id, field, old_value: from, new_value: to },
      ...{ actor_kind: by, actor_id: person.id, actor_name: person.name, created_at: at },
    });
  if (ticket.file && described)
    await attach(scope, {
      name: ticket.file,
      ticketId: id,
      replyId: described,
      contactId: ticket.contact.id,
      at: ticket.createdAt,
    });
  await indexText(scope, "ticket", id, [ticket.subject, ...textOf(replies)].join("\n"));
  const notes = ticket.said.filter(({ by }) => by === "note");
  if (notes.length > 0) await indexText(scope, "ticket-notes", id, textOf(notes).join("\n"));
  return id;
}

const textOf = (said: readonly Said[]) => said.map(({ html }) => htmlToText(html));

interface Attach {
  readonly name: string;
  readonly ticketId: number;
  readonly replyId: number;
  readonly contactId: number;
  readonly at: Date;
}
async function attach(scope: Scope, { name, ticketId, replyId, contactId, at }: Attach): Promise<void> {
  const insert = inserter(scope);
  const data = await demoFile(name);
  const id = await insert("attachments", {
    ...{
      owner: `contact:${contactId}`,
      ticket_id: ticketId,
      reply_id: replyId,
      name,
      media_type: mediaType(name),
    },
    ...{
      size: data.length,
      sha256: createHash("sha256").update(data).digest("hex"),
      complete: 1,
      created_at: at,
    },
  });
  await insert("attachment_chunks", { attachment_id: id, position: 0, data });
}
