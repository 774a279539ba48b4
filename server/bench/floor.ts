// The pages of the floor. Each asks for what the product's page cannot do without, in as few round trips as the data allow, and prints
// all rows. The part of a page that no row changes (head, navigation, forms) is one constant string, so the sizes are alike.

export type Ask = <T = Record<string, string | number | Date | null>>(
  sql: string,
  values: readonly unknown[],
) => Promise<T[]>;
type Page = (ask: Ask, loginId: number, given: URLSearchParams) => Promise<string>;

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escape = (value: unknown) => String(value).replaceAll(/[&<>"]/g, (sign) => escapes[sign] ?? sign);
const time = (at: Date | string | number | null | undefined) =>
  at instanceof Date ? `<time datetime="${at.toISOString()}">${at.toUTCString()}</time>` : "";

let frame = "";
/** Fills up to the size of the product's page. */
const framed = (given: URLSearchParams, rows: string): string => {
  const size = Number(given.get("size") ?? 0);
  const missing = Math.max(0, size - rows.length);
  if (frame.length < missing) frame = "x".repeat(missing);
  return `${frame.slice(0, missing / 2)}${rows}${frame.slice(0, missing - Math.floor(missing / 2))}`;
};

const contactSql =
  "SELECT c.id, c.name, c.email, c.account_id AS accountId, c.sees_account AS seesAccount FROM contacts c WHERE c.portal_id = ? AND c.login_id = ? AND c.disabled_at IS NULL";
const agentSql = `SELECT a.id, a.name, l.email, a.is_administrator AS administrator, m.role FROM agents a JOIN logins l ON l.id = a.login_id
  LEFT JOIN portal_members m ON m.portal_id = ? AND m.agent_id = a.id WHERE a.login_id = ? AND a.disabled_at IS NULL`;
const portalsSql =
  "SELECT p.id, p.slug, p.name FROM portals p JOIN portal_members m ON m.portal_id = p.id WHERE m.agent_id = ? ORDER BY p.name";
const listSql = `SELECT STRAIGHT_JOIN t.id, t.number, t.subject, t.status, t.updated_at AS updatedAt, c.name AS contact
  FROM (SELECT id FROM tickets FORCE INDEX (tickets_contact) WHERE portal_id = ? AND contact_id = ? ORDER BY updated_at DESC, id DESC LIMIT 26) AS page
  JOIN tickets t ON t.id = page.id JOIN contacts c ON c.portal_id = t.portal_id AND c.id = t.contact_id ORDER BY t.updated_at DESC, t.id DESC`;
const ticketSql = "SELECT * FROM tickets WHERE portal_id = ? AND number = ? LIMIT 1";
const repliesSql =
  "SELECT id, author_kind, author_id, author_name, body_html, created_at FROM replies WHERE portal_id = ? AND ticket_id = ? ORDER BY id DESC LIMIT 51";
const changesSql =
  "SELECT id, field, old_value, new_value, actor_kind, actor_name, created_at FROM ticket_changes WHERE portal_id = ? AND ticket_id = ? ORDER BY id DESC LIMIT 51";
const attachmentsSql =
  "SELECT id, reply_id, name, media_type, size FROM attachments WHERE portal_id = ? AND ticket_id = ? AND note_id IS NULL AND complete = 1 ORDER BY id";
const draftSql = "SELECT fields FROM drafts WHERE portal_id = ? AND owner = ? AND form = ?";
const categoriesSql = "SELECT id, name FROM categories WHERE portal_id = ? ORDER BY position, name";
const agentsSql =
  "SELECT a.id, a.name FROM portal_members m JOIN agents a ON a.id = m.agent_id WHERE m.portal_id = ? AND a.disabled_at IS NULL ORDER BY a.name";
const queueSql = `SELECT STRAIGHT_JOIN t.id, t.number, t.subject, t.status, t.priority, t.is_open, t.last_reply_by, t.due_at, t.updated_at AS updatedAt, c.name AS contact, a.name AS assignee
  FROM (SELECT id FROM tickets FORCE INDEX (tickets_queue) WHERE portal_id = ? AND is_open = 1 ORDER BY updated_at DESC, id DESC LIMIT 51) AS page
  JOIN tickets t ON t.id = page.id JOIN contacts c ON c.portal_id = t.portal_id AND c.id = t.contact_id LEFT JOIN agents a ON a.id = t.assignee_id
  ORDER BY t.updated_at DESC, t.id DESC`;
const capped = (index: string, where: string) =>
  `(SELECT COUNT(*) FROM (SELECT 1 FROM tickets FORCE INDEX (${index}) WHERE portal_id = ?${where} LIMIT 1001) AS some)`;
const countsSql = `SELECT ${capped("tickets_assignee", " AND assignee_id = ? AND is_open = 1")} AS mine, ${capped("tickets_assignee", " AND assignee_id IS NULL AND is_open = 1")} AS unassigned,
  ${capped("tickets_queue", " AND is_open = 1")} AS open, ${capped("tickets_due", " AND is_open = 1 AND due_at < ?")} AS overdue, ${capped("tickets_updated", "")} AS everything`;
const topicsSql = `SELECT id, parent_id, name, (SELECT 1 FROM solutions s WHERE s.portal_id = t.portal_id AND s.state = 'published' AND s.topic_id = t.id AND s.audience IN ('public', 'contacts') LIMIT 1) AS readable
  FROM topics t WHERE portal_id = ? ORDER BY position, name`;
const solutionsSql = (order: string) => {
  const branch = (audience: string) =>
    `(SELECT id, title, summary, topic_id, views, helpful, updated_at FROM solutions WHERE portal_id = ? AND state = 'published' AND audience = '${audience}' ORDER BY ${order} DESC, id DESC LIMIT 6)`;
  return `SELECT * FROM (${branch("public")} UNION ALL ${branch("contacts")}) AS some ORDER BY ${order} DESC LIMIT 6`;
};

const portalOf = (given: URLSearchParams) => Number(given.get("portal"));

async function contactOf(ask: Ask, loginId: number, given: URLSearchParams) {
  const [contact] = await ask<{ id: number; name: string }>(contactSql, [portalOf(given), loginId]);
  if (!contact) throw new Error("no contact");
  return contact;
}

const row = (each: Record<string, unknown>): string =>
  `<tr><td class="number">#${each.number as number}</td><th scope="row" class="cell-title"><a href="/requests/${each.number as number}">${escape(each.subject)}</a></th>` +
  `<td><span class="badge badge-${escape(each.status)}">${escape(each.status)}</span></td><td>${escape(each.contact)}</td>` +
  (each.priority === undefined
    ? ""
    : `<td>${escape(each.priority)}</td><td>${each.assignee === null ? "" : escape(each.assignee)}</td>`) +
  `<td>${time(each.updatedAt as Date)}</td></tr>`;

export const floorPages: Readonly<Record<string, Page>> = {
  list: async (ask, loginId, given) => {
    const contact = await contactOf(ask, loginId, given);
    const rows = await ask(listSql, [portalOf(given), contact.id]);
    return framed(given, rows.slice(0, 25).map(row).join(""));
  },
  request: async (ask, loginId, given) => {
    const portal = portalOf(given);
    const contact = await contactOf(ask, loginId, given);
    const [ticket] = await ask(ticketSql, [portal, Number(given.get("number"))]);
    if (ticket?.contact_id !== contact.id) throw new Error("not theirs");
    const [replies, changes, attachments, categories, agents, drafts] = await Promise.all([
      ask(repliesSql, [portal, ticket.id]),
      ask(changesSql, [portal, ticket.id]),
      ask(attachmentsSql, [portal, ticket.id]),
      ask(categoriesSql, [portal]),
      ask("SELECT name FROM agents WHERE id = ?", [ticket.assignee_id]),
      ask(draftSql, [portal, `contact:${contact.id}`, `reply-${ticket.number as number}`]),
    ]);
    const said = replies.map(
      (each) =>
        `<li class="message message-${escape(each.author_kind)}"><div class="message-head"><span class="message-author">${escape(each.author_name)}</span>${time(each.created_at)}</div><div class="message-body">${each.body_html as string}</div></li>`,
    );
    const events = changes.map(
      (each) =>
        `<li class="message-event">${escape(each.actor_name)}: ${escape(each.old_value)} → ${escape(each.new_value)} ${time(each.created_at)}</li>`,
    );
    const files = attachments.map((each) => `<a href="${each.id as number}">${escape(each.name)}</a>`);
    return framed(
      given,
      `<h1>${escape(ticket.subject)}</h1>${said.join("")}${events.join("")}${files.join("")}${escape(agents[0]?.name)}${categories.length}${drafts.length}`,
    );
  },
  queue: async (ask, loginId, given) => {
    const portal = portalOf(given);
    const [agent] = await ask(agentSql, [portal, loginId]);
    if (!agent?.role) throw new Error("no member");
    const [portals, rows, counts, categories, agents] = await Promise.all([
      ask(portalsSql, [agent.id]),
      ask(queueSql, [portal]),
      ask(countsSql, [portal, agent.id, portal, portal, portal, new Date(), portal]),
      ask(categoriesSql, [portal]),
      ask(agentsSql, [portal]),
    ]);
    const options = [...categories, ...agents, ...portals].map(
      (each) => `<option value="${each.id as number}">${escape(each.name)}</option>`,
    );
    return framed(
      given,
      `${JSON.stringify(counts[0])}${options.join("")}${rows.slice(0, 50).map(row).join("")}`,
    );
  },
  solutions: async (ask, loginId, given) => {
    const portal = portalOf(given);
    await contactOf(ask, loginId, given);
    const [topics, popular, recent] = await Promise.all([
      ask(topicsSql, [portal]),
      ask(solutionsSql("views"), [portal, portal]),
      ask(solutionsSql("updated_at"), [portal, portal]),
    ]);
    const links = [...popular, ...recent].map(
      (each) =>
        `<a href="/solutions/${each.id as number}">${escape(each.title)}<span class="muted">${escape(each.summary)}</span></a>`,
    );
    return framed(
      given,
      `${topics.map((each) => `<li>${escape(each.name)}</li>`).join("")}${links.join("")}`,
    );
  },
};
