import { attachmentLinks, type AttachmentLink } from "../attachments/index.ts";
import type { Translate } from "../core/i18n.ts";
import type { DeskRequest } from "./desk.service.ts";
import { historyLine } from "./history.view.ts";
import type { Note } from "./notes.repository.ts";
import type { Reply } from "./replies.repository.ts";

/** What views/tickets/message.hbs draws. */
export interface Message {
  readonly kind: "contact" | "agent" | "note";
  /** Unique on the page. */
  readonly id: string;
  readonly initials: string;
  readonly author: string;
  readonly role: string | null;
  readonly at: Date;
  /** Sanitised when it came in. */
  readonly html: string;
  readonly attachments: readonly AttachmentLink[];
}
/** A message or a line of the history. */
export interface Entry {
  readonly message: Message | null;
  readonly event: { readonly id: string; readonly text: string; readonly at: Date } | null;
}

interface Parts {
  readonly t: Translate;
  readonly locale: string;
  /** What the addresses of the request's files begin with. */
  readonly base: string;
}

export const replyAnchor = (replyId: number) => `message-${replyId}`;
export const noteAnchor = (noteId: number) => `message-note-${noteId}`;

export function conversationModel(parts: Parts, { entries, attachments }: DeskRequest): Entry[] {
  const { t, locale, base } = parts;
  return entries.map((entry): Entry => {
    switch (entry.kind) {
      case "reply":
        return {
          message: replyModel(
            entry.item,
            attachmentLinks(attachments.ofReply.get(entry.item.id) ?? [], base, locale),
          ),
          event: null,
        };
      case "note":
        return {
          message: noteModel(
            t,
            entry.item,
            attachmentLinks(attachments.ofNote.get(entry.item.id) ?? [], base, locale),
          ),
          event: null,
        };
      case "change":
        return {
          message: null,
          event: { id: `change-${entry.item.id}`, text: historyLine(t, entry.item), at: entry.at },
        };
    }
  });
}

const replyModel = (
  { id, authorKind, authorName, createdAt, bodyHtml }: Reply,
  links: AttachmentLink[],
): Message => ({
  kind: authorKind,
  id: String(id),
  initials: initialsOf(authorName),
  author: authorName,
  role: null,
  at: createdAt,
  html: bodyHtml,
  attachments: links,
});

const noteModel = (
  t: Translate,
  { id, authorName, createdAt, bodyHtml }: Note,
  links: AttachmentLink[],
): Message => ({
  kind: "note",
  id: `note-${id}`,
  initials: initialsOf(authorName),
  author: authorName,
  role: t("desk.noteRole"),
  at: createdAt,
  html: bodyHtml,
  attachments: links,
});

export const initialsOf = (name: string): string =>
  name
    .split(/\s+/)
    .map((word) => [...word][0] ?? "")
    .slice(0, 2)
    .join("")
    .toUpperCase();
