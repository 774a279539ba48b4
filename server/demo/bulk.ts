import type { Connection } from "mysql2/promise";
import type { Knex } from "knex";
import type { Scope } from "../core/context.ts";
import {
  addContacts,
  analyze,
  castOf,
  lastNumber,
  loadingConnection,
  loadRows,
  takeIds,
  takeNumbers,
  takesStreams,
  termIds,
  together,
} from "./bulk.repository.ts";
import {
  addRequests,
  type Batch,
  type BulkPlan,
  changeColumns,
  type NextIds,
  replyColumns,
  ticketColumns,
} from "./bulk-rows.ts";
import { bulkTemplates } from "./bulk-templates.ts";
import { crowd } from "./crowd.ts";
import { Postings } from "./postings.ts";
import type { PortalContent } from "./content/content.ts";
import { seeded } from "./random.ts";

export interface BulkOptions {
  readonly databaseUrl: string;
  readonly now: Date;
  /** Called after each batch with how many requests are in. */
  progress(done: number, total: number): void;
}

/** The server has LOAD DATA LOCAL switched off. */
export class StreamsRefused extends Error {}

/** How many requests go into one transaction, and after how many their search postings follow, sorted. */
const batchSize = 2000;
const chunkSize = 50_000;
const writers = 3;

/**
 * Fills a portal up to `target` requests. Takes numbers chunk by chunk, so that an interrupted load leaves a gap of at most one chunk.
 * @returns how many were added, 0 when there are enough.
 * @throws StreamsRefused when the server does not take rows as a stream.
 */
export async function fillPortal(
  db: Knex,
  portalId: number,
  content: PortalContent,
  target: number,
  options: BulkOptions,
): Promise<number> {
  const scope = { db, portalId };
  const total = target - (await lastNumber(scope));
  if (total <= 0) return 0;
  const connections = await Promise.all(
    Array.from({ length: writers + 1 }, () => loadingConnection(options.databaseUrl)),
  );
  try {
    const [indexer, ...loaders] = connections as [Connection, ...Connection[]];
    if (!(await takesStreams(indexer))) throw new StreamsRefused();
    const plan = await planOf(scope, content, total, options.now);
    const ids = await termIds(scope, plan.templates.terms);
    const most = Math.max(...plan.templates.all.map(({ replies }) => replies.length));
    const next: NextIds = { ...(await takeIds(db, total, most)), number: 0 };
    let indexed: Promise<void> = Promise.resolve();
    let done = 0;
    for (let at = 0; at < total; at += chunkSize) {
      const size = Math.min(chunkSize, total - at);
      next.number = await takeNumbers(scope, size);
      const postings = new Postings(ids);
      await chunk(plan, loaders, next, at, size, postings, (count) =>
        options.progress((done += count), total),
      );
      await indexed;
      indexed = loadRows(
        indexer,
        "search_postings",
        "portal_id, kind, term_id, document_id",
        postings.rows(portalId),
      );
      indexed.catch(() => undefined);
    }
    await indexed;
    await analyze(db);
    return total;
  } finally {
    await Promise.all(connections.map((connection) => connection.end()));
  }
}

async function planOf(scope: Scope, content: PortalContent, total: number, now: Date): Promise<BulkPlan> {
  const random = seeded(`${content.slug} in bulk`);
  const { accounts, contacts } = crowd(total, random);
  await addContacts(scope, accounts, contacts, now);
  const cast = await castOf(scope);
  // A busy desk gets some 550 requests a day: a million is five years of it.
  const days = Math.max(60, total / 550);
  return {
    ...cast,
    portalId: scope.portalId,
    templates: bulkTemplates(content, random),
    knownContacts: cast.contacts.filter(({ loginId }) => loginId !== null).length,
    total,
    from: now.getTime() - days * 86_400_000,
    now: now.getTime(),
    random,
  };
}

/** Writes one chunk: each free connection takes the next batch. Batches are made one after the other, in the order of their ids. */
async function chunk(
  plan: BulkPlan,
  loaders: readonly Connection[],
  next: NextIds,
  at: number,
  size: number,
  postings: Postings,
  done: (count: number) => void,
): Promise<void> {
  let position = at;
  const end = at + size;
  const work = async (connection: Connection) => {
    while (position < end) {
      const count = Math.min(batchSize, end - position);
      const batch: Batch = { tickets: "", replies: "", changes: "" };
      addRequests(plan, batch, next, position, count, (term, id) => postings.add(term, id));
      position += count;
      await together(connection, async () => {
        await loadRows(connection, "tickets", ticketColumns, [batch.tickets]);
        await loadRows(connection, "replies", replyColumns, [batch.replies]);
        await loadRows(connection, "ticket_changes", changeColumns, [batch.changes]);
      });
      done(count);
    }
  };
  await Promise.all(loaders.map(work));
}
