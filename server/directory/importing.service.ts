import { type GlobalContext, inPortal } from "../core/context.ts";
import { transaction } from "../core/db.ts";
import { fence } from "../core/lease.ts";
import { log } from "../core/log.ts";
import { apply } from "./applying.service.ts";
import { directoryState } from "./away.service.ts";
import { everyEntry } from "./client.service.ts";
import { type Directory, DirectoryError, type Entry } from "./directory.ts";
import { allDirectories, markAway, markBack, markImported, takeWish } from "./directories.repository.ts";
import { knownTo } from "./people.repository.ts";
import { looksWrong, planOf, type Step } from "./plan.ts";

/** What an import led to; kept as JSON with the directory. */
export type Outcome =
  | { readonly kind: "done"; readonly counts: Readonly<Record<Step["action"] | "failed", number>> }
  | { readonly kind: "problem"; readonly problem: string; readonly words: string };

const batch = 25;
const hourMs = 3_600_000;

/** What an import would do now. @throws DirectoryError */
export async function previewImport(ctx: GlobalContext, directory: Directory): Promise<Step[]> {
  return plan(ctx, directory, await everyEntry(directory));
}

async function plan({ db }: GlobalContext, directory: Directory, entries: readonly Entry[]): Promise<Step[]> {
  const emails = entries.map(({ email }) => email).filter(Boolean);
  return planOf(directory, entries, await knownTo(db, directory, emails));
}

/** Imports from every directory whose time has come or that an administrator wants now. @returns what happened, in one sentence. */
export async function importDue(ctx: GlobalContext): Promise<string> {
  const sentences: string[] = [];
  for (const directory of await allDirectories(ctx.db)) {
    if (!directory.enabled || !directory.approvedAt) continue;
    const asked = await takeWish(ctx.db, directory);
    if (!asked && !isDue(directory, ctx.now)) continue;
    const outcome = await importFrom(ctx, directory, asked);
    sentences.push(`${directory.name}: ${JSON.stringify(outcome)}`);
  }
  return sentences.length === 0 ? "nothing was due" : sentences.join("; ");
}

const isDue = ({ importHours, importedAt }: Directory, now: Date): boolean =>
  importHours > 0 && (importedAt === null || now.getTime() - importedAt.getTime() >= importHours * hourMs);

/**
 * Imports from one directory. Run twice, or on after a crash, it comes to the same: each run works out anew what is missing.
 * @param asked an administrator saw what it would do; else an answer that looks wrong is not acted on, and has to be looked at.
 * @throws LeaseLostError when another node has taken over.
 */
export async function importFrom(ctx: GlobalContext, directory: Directory, asked: boolean): Promise<Outcome> {
  const outcome = await tryImport(ctx, directory, asked);
  const refused = outcome.kind === "problem" && outcome.problem === "looks-wrong";
  await markImported(ctx.db, directory.id, {
    outcome: JSON.stringify(outcome),
    now: ctx.now,
    approved: !refused,
  });
  return outcome;
}

async function tryImport(ctx: GlobalContext, directory: Directory, asked: boolean): Promise<Outcome> {
  try {
    const steps = await previewImport(ctx, directory);
    await markBack(ctx.db, directory.id);
    if (!asked && looksWrong(steps)) return { kind: "problem", problem: "looks-wrong", words: "" };
    return { kind: "done", counts: await carryOut(ctx, directory, steps) };
  } catch (error) {
    if (!(error instanceof DirectoryError)) throw error;
    await markAway(ctx.db, directory.id, error.problem, ctx.now);
    return { kind: "problem", problem: error.problem, words: error.words };
  } finally {
    directoryState.clear();
  }
}

async function carryOut(ctx: GlobalContext, directory: Directory, steps: readonly Step[]) {
  const counts = { create: 0, change: 0, same: 0, deactivate: 0, skip: 0, failed: 0 };
  const work = steps.filter(({ action }) => action !== "same" && action !== "skip");
  counts.same = steps.filter(({ action }) => action === "same").length;
  counts.skip = steps.filter(({ action }) => action === "skip").length;
  const inside = inPortal(ctx, directory.portalId);
  const together = (some: readonly Step[]) =>
    transaction(inside, async (tx) => {
      await fence(tx.db);
      for (const step of some) await apply(tx, directory, step);
    });
  for (let from = 0; from < work.length; from += batch) {
    const some = work.slice(from, from + batch);
    // One whom the tables refuse (somebody took the address a moment ago) must not keep out the others.
    const one = await together(some).then(
      () => [],
      (error: unknown) => (isRefusal(error) ? some : Promise.reject(error as Error)),
    );
    const failed = new Set<Step>();
    for (const step of one)
      await together([step]).catch((error: unknown) => {
        if (!isRefusal(error)) throw error;
        failed.add(step);
        log.warn({ err: error, directory: directory.id }, "a person could not be imported");
      });
    for (const step of some) counts[failed.has(step) ? "failed" : step.action]++;
  }
  return counts;
}

const isRefusal = (error: unknown): boolean =>
  [1062, 1406, 1451, 1452].includes((error as { errno?: number }).errno ?? 0);
