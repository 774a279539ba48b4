import type { Knex } from "knex";
import { emailOf } from "../demo/people.repository.ts";

/** A page that is measured. `floor` names its counterpart in floor.ts; without one only the product is measured. */
export interface BenchPage {
  readonly name: string;
  readonly path: string;
  readonly who: "contact" | "agent";
  /** Stands in every right answer. */
  readonly contains: string;
  readonly floor: string | null;
  /** How far its cost may grow with the data: only what is promised is judged. */
  readonly flat: boolean;
}

export interface Cast {
  readonly portalId: number;
  readonly contact: string;
  readonly agent: string;
  /** Others who can sign in, for load that writes. */
  readonly contacts: readonly string[];
  readonly pages: readonly BenchPage[];
}

/** Looks up, in a loaded demo, who asks for what. @throws Error when the demo has no conversation of ten messages. */
export async function castOf(db: Knex, slug: string): Promise<Cast> {
  const portal = await db<{ id: number; slug: string }>("portals").where({ slug }).first("id");
  const portalId = portal?.id ?? 0;
  const row = await db("tickets as t")
    .join("contacts as c", "c.id", "t.contact_id")
    .where({ "t.portal_id": portalId, "t.reply_count": 10 })
    .whereNotNull("c.login_id")
    .orderBy("t.id", "desc")
    .limit(1)
    .select<{ number: number; subject: string; email: string }[]>("t.number", "t.subject", "c.email");
  const [ticket] = row;
  if (!ticket) throw new Error("no request of ten messages");
  const device = await db("replies")
    .where({ portal_id: portalId })
    .where("body_html", "like", "<p>NW-1%")
    .orderBy("id", "desc")
    .first<{ body_html: string }>("body_html");
  const rare = /NW-(\d+)/.exec(device.body_html)?.[1] ?? "";
  const contacts = await db("contacts")
    .where({ portal_id: portalId })
    .whereNotNull("login_id")
    .whereNot({ email: ticket.email })
    .orderBy("id")
    .pluck<string[]>("email");
  const desk = `/desk/${slug}/requests`;
  const page = (
    name: string,
    who: BenchPage["who"],
    path: string,
    contains: string,
    floor: string | null = null,
  ): BenchPage => ({ name, who, path, contains, floor, flat: floor !== null });
  return {
    portalId,
    contact: ticket.email,
    agent: emailOf("Aisha Khan"),
    contacts,
    pages: [
      page("contact's request list", "contact", "/requests", 'href="/requests/', "list"),
      page("request of 10 messages", "contact", `/requests/${ticket.number}`, "message-agent", "request"),
      page("agent's open queue", "agent", desk, `${desk}/`, "queue"),
      page("solutions", "contact", "/solutions", 'href="/solutions/', "solutions"),
      page("agent's request page", "agent", `${desk}/${ticket.number}`, "message-agent"),
      page("search, common word", "agent", `${desk}?q=thank`, `${desk}/`),
      page("search, two common words", "agent", `${desk}?q=please+printer`, `${desk}/`),
      page("search, rare word", "agent", `${desk}?q=NW-${rare}`, `${desk}/`),
    ],
  };
}
