import type { Knex } from "knex";
import type { Scope } from "../core/context.ts";
import { type Kind, kindNumber } from "./search.repository.ts";
import { termsAsked } from "./terms.ts";

// Every access below is by the whole primary key (portal, kind, term, document) or by its first three columns in their order, newest
// first and limited. So a word in half of all documents costs what a word in ten costs. The one shape that could grow is two common
// words that hardly ever meet; `maxExamined` bounds it.

/** What a question means: for each word the terms it may stand for; a document must have one of each word's. */
export interface TermMatch {
  readonly portalId: number;
  readonly words: readonly (readonly number[])[];
}

const maxPrefixTerms = 20;
const sampleSize = 500;
const maxExamined = 50_000;

/** The meaning of a question, or null when it has no words or one that no document has: nothing can be found then. */
export async function meaningOf({ db, portalId }: Scope, query: string): Promise<TermMatch | null> {
  const asked = termsAsked(query);
  const last = asked.pop();
  if (last === undefined) return null;
  const terms = () => db("search_terms").where({ portal_id: portalId }).select("id", "term");
  // Terms are letters and numbers only, so nothing in them is a sign of LIKE's. In order of the index the exact word comes first.
  const beginning = terms().where("term", "like", `${last}%`).orderBy("term").limit(maxPrefixTerms);
  const [exact, prefixed] = (await Promise.all([
    asked.length > 0 ? terms().whereIn("term", asked) : [],
    beginning,
  ])) as { id: number; term: string }[][];
  const ids = new Map(exact?.map(({ id, term }) => [term, id]));
  const words = asked.map((term) => ids.get(term));
  if (words.includes(undefined) || !prefixed?.length) return null;
  // One letter alone begins too many words to mean any of them, except where letters are words.
  const meant =
    last.length === 1 && /^[\p{Script=Latin}\p{N}]$/u.test(last)
      ? prefixed.filter(({ term }) => term === last)
      : prefixed;
  if (meant.length === 0) return null;
  return { portalId, words: [...words.map((id) => [id ?? 0]), meant.map(({ id }) => id)] };
}

interface Posting {
  readonly kind: number;
  readonly term: number;
}
const postingsOf = (word: readonly number[], kinds: readonly Kind[]): Posting[] =>
  kinds.flatMap((kind) => word.map((term) => ({ kind: kindNumber[kind], term })));

/**
 * Documents that have every word, newest first, at most `limit`; `before` continues after the last id of the page before. Of words that
 * are all common the newest 50,000 documents of the rarest one are looked through.
 */
export async function documentsMatching(
  { db }: Scope,
  kinds: readonly Kind[],
  { portalId, words }: TermMatch,
  { before, limit }: { readonly before?: number; readonly limit: number },
): Promise<number[]> {
  const scope = { db, portalId };
  const postings = words.map((word) => postingsOf(word, kinds));
  const [driver = [], ...others] =
    postings.length > 1 ? await rarestFirst(scope, postings, before) : postings;
  if (others.length === 0) return idsOf(await rows(db, newest(portalId, driver, before, limit)));
  const found: number[] = [];
  let below = before;
  for (
    let examined = 0, size = limit * 4;
    examined < maxExamined;
    examined += size, size = Math.min(size * 4, 10_000)
  ) {
    const batch = newest(portalId, driver, below, size);
    found.push(...idsOf(await rows(db, having(batch, others, portalId, limit - found.length))));
    if (found.length >= limit) break;
    const [{ low, count } = { low: null, count: 0 }] = await rows<{ low: number | null; count: number }>(db, {
      sql: `SELECT MIN(document_id) AS low, COUNT(*) AS count FROM (${batch.sql}) AS batch`,
      values: batch.values,
    });
    if (low === null || count < size) break;
    below = low;
  }
  return found;
}

/**
 * Narrows a query whose own conditions leave few rows (a contact's own requests) to those that have every word. `idColumn` is the
 * column with the document's id: a name of ours, never input.
 */
export function alsoMatching(
  query: Knex.QueryBuilder,
  { portalId, words }: TermMatch,
  kinds: readonly Kind[],
  idColumn: string,
): void {
  for (const word of words) {
    const { sql, values } = hasOneOf(portalId, postingsOf(word, kinds), idColumn);
    query.whereRaw(sql, values);
  }
}

interface Sql {
  readonly sql: string;
  readonly values: (string | number)[];
}
const rows = async <T = { document_id: number }>(db: Knex, { sql, values }: Sql): Promise<T[]> =>
  ((await db.raw(sql, values)) as [T[]])[0];
const idsOf = (found: readonly { document_id: number }[]) => found.map((row) => row.document_id);

/** The newest documents of a word. Each of its terms is a range of the key of its own, for IN would read all of them and sort. */
function newest(
  portalId: number,
  postings: readonly Posting[],
  below: number | undefined,
  size: number,
): Sql {
  const older = below === undefined ? "" : " AND document_id < ?";
  const branch = `(SELECT document_id FROM search_postings WHERE portal_id = ? AND kind = ? AND term_id = ?${older} ORDER BY document_id DESC LIMIT ?)`;
  const values = postings.flatMap(({ kind, term }) => [
    portalId,
    kind,
    term,
    ...(below === undefined ? [] : [below]),
    size,
  ]);
  const branches = postings.map(() => branch).join(" UNION ALL ");
  if (postings.length === 1) return { sql: branch.slice(1, -1), values };
  return {
    sql: `SELECT DISTINCT document_id FROM (${branches}) AS branches ORDER BY document_id DESC LIMIT ?`,
    values: [...values, size],
  };
}

/** True for rows that have one of the postings. Scalar subqueries: the optimizer may not turn them into a join that reads a whole word. */
function hasOneOf(portalId: number, postings: readonly Posting[], idColumn: string): Sql {
  const one = `(SELECT 1 FROM search_postings WHERE portal_id = ? AND kind = ? AND term_id = ? AND document_id = ${idColumn} LIMIT 1)`;
  return {
    sql: `(${postings.map(() => `COALESCE(${one}, 0) = 1`).join(" OR ")})`,
    values: postings.flatMap(({ kind, term }) => [portalId, kind, term]),
  };
}

function having(batch: Sql, others: readonly (readonly Posting[])[], portalId: number, limit: number): Sql {
  const conditions = others.map((word) => hasOneOf(portalId, word, "batch.document_id"));
  return {
    sql: `SELECT document_id FROM (${batch.sql}) AS batch WHERE ${conditions.map(({ sql }) => sql).join(" AND ")} ORDER BY document_id DESC LIMIT ?`,
    values: [...batch.values, ...conditions.flatMap(({ values }) => values), limit],
  };
}

/**
 * The words by how thinly their newest documents lie: the thinnest leads to the fewest documents to look at. Counting would read whole
 * words; a sample of each tells enough, and tells it for the page that is asked for.
 */
async function rarestFirst(
  { db, portalId }: Scope,
  words: readonly Posting[][],
  before: number | undefined,
): Promise<Posting[][]> {
  const samples = words.flatMap((word, index) =>
    word.map((posting) => {
      const { sql, values } = newest(portalId, [posting], before, sampleSize);
      return {
        sql: `(SELECT ? AS word, COUNT(*) AS count, MIN(document_id) AS low, MAX(document_id) AS high FROM (${sql}) AS sample)`,
        values: [index, ...values],
      };
    }),
  );
  const measured = await rows<{ word: number; count: number; low: number | null; high: number | null }>(db, {
    sql: samples.map(({ sql }) => sql).join(" UNION ALL "),
    values: samples.flatMap(({ values }) => values),
  });
  const top = Math.max(...measured.map(({ high }) => high ?? 0)) + 1;
  const density = words.map((_word, index) =>
    measured
      .filter((each) => each.word === index)
      .reduce((sum, { count, low }) => sum + count / (top - (count < sampleSize ? 0 : (low ?? 0))), 0),
  );
  return words
    .map((word, index) => ({ word, density: density[index] ?? 0 }))
    .sort((a, b) => a.density - b.density)
    .map(({ word }) => word);
}
