import type { Scope } from "../core/context.ts";
import { termsOf } from "./terms.ts";

/** What can be found. "ticket" is what its contact may find of it, "ticket-notes" what only agents may. */
export type Kind = "ticket" | "ticket-notes" | "solution";
export const kindNumber: Readonly<Record<Kind, number>> = { ticket: 1, "ticket-notes": 2, solution: 3 };

const batchSize = 500;

/**
 * Adds a text's words to a document that only grows. Safe to repeat. Call it in a transaction that does little else: it may wait for
 * another one that adds the same new word.
 */
export async function indexText(scope: Scope, kind: Kind, documentId: number, text: string): Promise<void> {
  await addPostings(scope, kind, documentId, await idsOfTerms(scope, termsOf(text)));
}

/** Makes the text all that a document is found by; what its former text had is forgotten. Safe to repeat. */
export async function replaceText(scope: Scope, kind: Kind, documentId: number, text: string): Promise<void> {
  const ids = await idsOfTerms(scope, termsOf(text));
  const kept = new Set(ids);
  const before = await rememberedTerms(scope, kind, documentId);
  await removePostings(
    scope,
    kind,
    documentId,
    before.filter((id) => !kept.has(id)),
  );
  const had = new Set(before);
  await addPostings(
    scope,
    kind,
    documentId,
    ids.filter((id) => !had.has(id)),
  );
  await scope
    .db("search_documents")
    .insert({ ...documentKey(scope, kind, documentId), term_ids: JSON.stringify(ids) })
    .onConflict()
    .merge(["term_ids"]);
}

/** Forgets a document that was indexed by replaceText. */
export async function removeDocument(scope: Scope, kind: Kind, documentId: number): Promise<void> {
  await removePostings(scope, kind, documentId, await rememberedTerms(scope, kind, documentId));
  await scope
    .db("search_documents")
    .where(documentKey(scope, kind, documentId))
    .delete();
}

/** How many documents replaceText keeps of a kind; counts no further than `atMost`. */
export async function countDocuments({ db, portalId }: Scope, kind: Kind, atMost: number): Promise<number> {
  const some = db("search_documents")
    .where({ portal_id: portalId, kind: kindNumber[kind] })
    .limit(atMost)
    .select("document_id");
  const [row] = await db.from(some.as("some")).count<{ count: number }[]>({ count: "*" });
  return row?.count ?? 0;
}

const documentKey = ({ portalId }: Scope, kind: Kind, documentId: number) => ({
  portal_id: portalId,
  kind: kindNumber[kind],
  document_id: documentId,
});

async function rememberedTerms(scope: Scope, kind: Kind, documentId: number): Promise<number[]> {
  const row = await scope
    .db<{ term_ids: string }>("search_documents")
    .where(documentKey(scope, kind, documentId))
    .forUpdate()
    .first("term_ids");
  return row ? (JSON.parse(row.term_ids) as number[]) : [];
}

async function addPostings(
  scope: Scope,
  kind: Kind,
  documentId: number,
  termIds: readonly number[],
): Promise<void> {
  const key = documentKey(scope, kind, documentId);
  // In the order of the key, as every writer: two of them then wait for each other instead of deadlocking.
  const rows = [...termIds].sort((a, b) => a - b).map((id) => ({ ...key, term_id: id }));
  for (let at = 0; at < rows.length; at += batchSize)
    await scope
      .db("search_postings")
      .insert(rows.slice(at, at + batchSize))
      .onConflict()
      .ignore();
}

async function removePostings(
  scope: Scope,
  kind: Kind,
  documentId: number,
  termIds: readonly number[],
): Promise<void> {
  for (let at = 0; at < termIds.length; at += batchSize)
    await scope
      .db("search_postings")
      .where(documentKey(scope, kind, documentId))
      .whereIn("term_id", termIds.slice(at, at + batchSize))
      .delete();
}

/** The ids of terms, new ones made. Only what is missing is inserted: an ignored insert would use up an id each time. */
async function idsOfTerms(scope: Scope, terms: readonly string[]): Promise<number[]> {
  const { db, portalId } = scope;
  const found = await knownTerms(scope, terms, false);
  const missing = terms.filter((term) => !found.has(term)).sort();
  for (let at = 0; at < missing.length; at += batchSize)
    await db("search_terms")
      .insert(missing.slice(at, at + batchSize).map((term) => ({ portal_id: portalId, term })))
      .onConflict()
      .ignore();
  // A locking read: a word that somebody else added meanwhile is not in this transaction's snapshot.
  const added = missing.length === 0 ? new Map<string, number>() : await knownTerms(scope, missing, true);
  return [...found.values(), ...added.values()];
}

async function knownTerms(
  { db, portalId }: Scope,
  terms: readonly string[],
  locking: boolean,
): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (let at = 0; at < terms.length; at += batchSize) {
    const query = db("search_terms")
      .where({ portal_id: portalId })
      .whereIn("term", terms.slice(at, at + batchSize))
      .select("id", "term");
    for (const row of (await (locking ? query.forShare() : query)) as { id: number; term: string }[])
      found.set(row.term, row.id);
  }
  return found;
}
