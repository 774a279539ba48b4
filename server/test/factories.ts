import { randomBytes } from "node:crypto";
import { hash } from "@node-rs/argon2";
import type { Knex } from "knex";
import type { RoleName } from "../accounts/index.ts";
import { takeNumber } from "../tickets/tickets.repository.ts";

// Rows as the product writes them, with the least a test must say. Every factory returns ids and what a test asks for.
const unique = () => randomBytes(4).toString("hex");
const now = () => new Date();
// The parameters travel in the hash; a test need not pay for the real ones.
const cheap = { memoryCost: 1024, timeCost: 1, parallelism: 1 };
export const password = "correct horse battery staple";
let hashed: Promise<string> | undefined;
const passwordHash = () => (hashed ??= hash(password, cheap));

async function insert(db: Knex, table: string, row: Record<string, unknown>): Promise<number> {
  const [id] = (await db(table).insert(row)) as [number];
  return id;
}

export async function aPortal(db: Knex, given: { slug?: string; name?: string; state?: string } = {}) {
  const slug = given.slug ?? `p-${unique()}`;
  const row = {
    slug,
    name: given.name ?? `Portal ${slug}`,
    state: given.state ?? "production",
    created_at: now(),
    updated_at: now(),
  };
  return { id: await insert(db, "portals", row), slug, name: row.name };
}

/** A customer portal. `isDefault` takes the place of the one that was. */
export async function aFront(
  db: Knex,
  given: {
    portalId: number;
    slug?: string;
    isDefault?: boolean;
    enabled?: boolean;
    guestsMaySubmit?: boolean;
    guestsMayRead?: boolean;
    host?: string | null;
  },
) {
  const slug = given.slug ?? `f-${unique()}`;
  if (given.isDefault) await db("customer_portals").update({ default_marker: null });
  const id = await insert(db, "customer_portals", {
    portal_id: given.portalId,
    slug,
    host: given.host ?? null,
    name: `Front ${slug}`,
    enabled: given.enabled ?? true,
    default_marker: given.isDefault ? 1 : null,
    header_links: "[]",
    footer_links: "[]",
    guests_may_submit: given.guestsMaySubmit ?? true,
    guests_may_read: given.guestsMayRead ?? true,
    created_at: now(),
    updated_at: now(),
  });
  return { id, slug, portalId: given.portalId, base: given.isDefault ? "" : `/portal/${slug}` };
}

export async function aLogin(db: Knex, given: { email?: string } = {}) {
  const email = given.email ?? `${unique()}@example.com`;
  return {
    id: await insert(db, "logins", { email, password_hash: await passwordHash(), created_at: now() }),
    email,
  };
}

export async function anAccount(db: Knex, given: { portalId: number; name?: string }) {
  const name = given.name ?? `Account ${unique()}`;
  return {
    id: await insert(db, "accounts", {
      portal_id: given.portalId,
      name,
      created_at: now(),
      updated_at: now(),
    }),
    name,
  };
}

/** A contact who can sign in with `password`, unless `login` is false. */
export async function aContact(
  db: Knex,
  given: {
    portalId: number;
    name?: string;
    email?: string;
    accountId?: number | null;
    seesAccount?: boolean;
    login?: boolean;
  },
) {
  const login = given.login === false ? null : await aLogin(db, given.email ? { email: given.email } : {});
  const email = login?.email ?? given.email ?? `${unique()}@example.com`;
  const name = given.name ?? `Contact ${unique()}`;
  const id = await insert(db, "contacts", {
    portal_id: given.portalId,
    login_id: login?.id ?? null,
    account_id: given.accountId ?? null,
    name,
    email,
    sees_account: given.seesAccount ?? false,
    created_at: now(),
    updated_at: now(),
  });
  return {
    id,
    loginId: login?.id ?? 0,
    name,
    email,
    accountId: given.accountId ?? null,
    portalId: given.portalId,
  };
}

/** An agent who can sign in with `password`; a member of the portals named by role. */
export async function anAgent(
  db: Knex,
  given: {
    name?: string;
    email?: string;
    administrator?: boolean;
    roles?: { portalId: number; role: RoleName }[];
  } = {},
) {
  const login = await aLogin(db, given.email ? { email: given.email } : {});
  const name = given.name ?? `Agent ${unique()}`;
  const id = await insert(db, "agents", {
    login_id: login.id,
    name,
    is_administrator: given.administrator ?? false,
    created_at: now(),
    updated_at: now(),
  });
  for (const { portalId, role } of given.roles ?? [])
    await db("portal_members").insert({ portal_id: portalId, agent_id: id, role, created_at: now() });
  return { id, loginId: login.id, name, email: login.email };
}

/** A ticket with one reply: its description. */
export async function aTicket(
  db: Knex,
  given: {
    portalId: number;
    contactId: number;
    accountId?: number | null;
    subject?: string;
    status?: string;
    priority?: number;
    assigneeId?: number | null;
    body?: string;
    at?: Date;
  },
) {
  const { portalId } = given;
  const at = given.at ?? now();
  const status = given.status ?? "open";
  const number = await takeNumber({ db, portalId });
  const subject = given.subject ?? `Subject ${unique()}`;
  const id = await insert(db, "tickets", {
    portal_id: portalId,
    number,
    contact_id: given.contactId,
    account_id: given.accountId ?? null,
    assignee_id: given.assigneeId ?? null,
    subject,
    status,
    is_open: !["resolved", "closed"].includes(status),
    priority: given.priority ?? 2,
    reply_count: 1,
    last_reply_by: "contact",
    last_reply_at: at,
    created_at: at,
    updated_at: at,
  });
  const replyId = await insert(db, "replies", {
    portal_id: portalId,
    ticket_id: id,
    author_kind: "contact",
    author_id: given.contactId,
    author_name: "Contact",
    body_html: given.body ?? "<p>It does not work.</p>",
    created_at: at,
  });
  return { id, number, subject, replyId, portalId };
}
