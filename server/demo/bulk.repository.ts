import { Readable } from "node:stream";
import { type Connection, createConnection } from "mysql2/promise";
import type { Knex } from "knex";
import type { Scope } from "../core/context.ts";
import { databaseOptions } from "../core/connections.ts";
import type { NextIds } from "./bulk-rows.ts";
import type { Person } from "./plan.ts";

/**
 * A connection for loading. Rows refer to rows that this load made or looked up, so the server need not check them again. The durability
 * of each commit stays as it is configured.
 */
export async function loadingConnection(databaseUrl: string): Promise<Connection> {
  const connection = await createConnection({ ...databaseOptions(databaseUrl), flags: ["+LOCAL_FILES"] });
  await connection.query(
    "SET SESSION foreign_key_checks = 0, unique_checks = 0, innodb_lock_wait_timeout = 120",
  );
  return connection;
}

/** Whether the server takes rows as a stream (LOAD DATA LOCAL). */
export async function takesStreams(connection: Connection): Promise<boolean> {
  const [rows] = await connection.query("SELECT @@GLOBAL.local_infile AS allowed");
  return (rows as { allowed: number }[])[0]?.allowed === 1;
}

/** Streams rows into a table. */
export async function loadRows(
  connection: Connection,
  table: string,
  columns: string,
  parts: Iterable<string>,
): Promise<void> {
  const stream = () => Readable.from(buffers(parts));
  await connection.query({
    sql: `LOAD DATA LOCAL INFILE 'rows' INTO TABLE ${table} CHARACTER SET utf8mb4 FIELDS TERMINATED BY '\\t' ESCAPED BY '\\\\' LINES TERMINATED BY '\\n' (${columns})`,
    infileStreamFactory: stream,
  });
}

function* buffers(parts: Iterable<string>): Generator<Buffer> {
  // A packet of this protocol holds 16 MB at most; smaller ones let the server work while the next is made.
  const size = 1 << 18;
  for (const part of parts) {
    const whole = Buffer.from(part);
    for (let at = 0; at < whole.length; at += size) yield whole.subarray(at, at + size);
  }
}

/** Runs `work` on the connection, committed together. */
export async function together(connection: Connection, work: () => Promise<void>): Promise<void> {
  await connection.query("START TRANSACTION");
  try {
    await work();
    await connection.query("COMMIT");
  } catch (error) {
    await connection.query("ROLLBACK");
    throw error;
  }
}

/** Takes `count` numbers of the portal. @returns the first of them. */
export async function takeNumbers({ db, portalId }: Scope, count: number): Promise<number> {
  const [{ insertId }] = (await db.raw(
    "UPDATE ticket_numbers SET last_number = LAST_INSERT_ID(last_number + ?) WHERE portal_id = ?",
    [count, portalId],
  )) as [{ insertId: number }];
  return insertId - count + 1;
}

export async function lastNumber({ db, portalId }: Scope): Promise<number> {
  const row = await db<{ portal_id: number; last_number: number }>("ticket_numbers")
    .where({ portal_id: portalId })
    .first("last_number");
  return row?.last_number ?? 0;
}

/** Moves the tables' own counters past the ids that this load will give, so that whatever else is written meanwhile gets later ones. */
export async function takeIds(
  db: Knex,
  tickets: number,
  repliesPerTicket: number,
): Promise<Omit<NextIds, "number">> {
  // What is inserted between the look and the change fits into this gap.
  const gap = 1000;
  const take = async (table: string, count: number) => {
    const row = await db(table).max<{ last: number | null }[]>({ last: "id" });
    const first = Number(row[0]?.last ?? 0) + 1 + gap;
    await db.raw(`ALTER TABLE ?? AUTO_INCREMENT = ${first + count}`, [table]);
    return first;
  };
  return {
    ticket: await take("tickets", tickets),
    reply: await take("replies", tickets * repliesPerTicket),
    change: await take("ticket_changes", tickets * 2),
  };
}

/** Ids of the terms, in their order; those that are missing are added. */
export async function termIds({ db, portalId }: Scope, terms: readonly string[]): Promise<Uint32Array> {
  for (let at = 0; at < terms.length; at += 1000)
    await db("search_terms")
      .insert(terms.slice(at, at + 1000).map((term) => ({ portal_id: portalId, term })))
      .onConflict()
      .ignore();
  const rows = await db<{ id: number; term: string; portal_id: number }>("search_terms")
    .where({ portal_id: portalId })
    .select("id", "term");
  const ids = new Map(rows.map(({ id, term }) => [term, id]));
  return Uint32Array.from(terms, (term) => ids.get(term) ?? 0);
}

/** The people and categories that requests are made from. */
export async function castOf({ db, portalId }: Scope) {
  const agents = await db("portal_members as m")
    .join("agents as a", "a.id", "m.agent_id")
    .where("m.portal_id", portalId)
    .orderBy("a.id")
    .select<Person[]>("a.id", "a.name");
  const contacts = await db("contacts")
    .where({ portal_id: portalId })
    .orderByRaw("login_id IS NULL, id")
    .select<(Person & { accountId: number | null; loginId: number | null })[]>({
      id: "id",
      name: "name",
      accountId: "account_id",
      loginId: "login_id",
    });
  const categories = await db<{ id: number; name: string; portal_id: number }>("categories")
    .where({ portal_id: portalId })
    .select("id", "name");
  return { agents, contacts, categories: new Map(categories.map(({ id, name }) => [name, id])) };
}

/** Client companies and their people, without a login: as they come in by mail. */
export async function addContacts(
  { db, portalId }: Scope,
  accounts: readonly string[],
  contacts: readonly { name: string; email: string; account: string }[],
  now: Date,
): Promise<void> {
  const common = { portal_id: portalId, created_at: now, updated_at: now };
  const batch = 1000;
  for (let at = 0; at < accounts.length; at += batch)
    await db("accounts")
      .insert(accounts.slice(at, at + batch).map((name) => ({ ...common, name })))
      .onConflict()
      .ignore();
  const rows = await db<{ id: number; name: string; portal_id: number }>("accounts")
    .where({ portal_id: portalId })
    .select("id", "name");
  const ids = new Map(rows.map(({ id, name }) => [name, id]));
  for (let at = 0; at < contacts.length; at += batch)
    await db("contacts")
      .insert(
        contacts.slice(at, at + batch).map(({ name, email, account }) => ({
          ...common,
          name,
          email,
          account_id: ids.get(account) ?? null,
        })),
      )
      .onConflict()
      .ignore();
}

/** Lets the optimizer know what the tables look like now. */
export async function analyze(db: Knex): Promise<void> {
  await db.raw("ANALYZE TABLE tickets, replies, ticket_changes, contacts, search_terms, search_postings");
}
