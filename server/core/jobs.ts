import { schedule, type ScheduledTask } from "node-cron";
import type { Knex } from "knex";
import type { GlobalContext } from "./context.ts";
import { transaction } from "./db.ts";
import { fence, holdsLease, LeaseLostError } from "./lease.ts";
import { log } from "./log.ts";

export interface Job {
  readonly name: string;
  /** A cron expression with seconds, as node-cron reads it. */
  readonly cron: string;
  /** Set for what each machine does for itself; all else runs only where the role is held. */
  readonly everyNode?: boolean;
  readonly run: (ctx: GlobalContext) => Promise<string>;
}

/** A scheduled piece of work. `run` returns one sentence of what it did; it must be safe to run twice. */
export function job(definition: Job): Job {
  return definition;
}

/**
 * Runs one job now and keeps its outcome in job_runs. A job that fails is logged and shown, not thrown.
 * @throws LeaseLostError when another node has taken over; then nothing was run.
 */
export async function runJob(db: Knex, { name, run, everyNode }: Job): Promise<string> {
  const started = new Date();
  await transaction({ db }, async (tx) => {
    if (!everyNode) await fence(tx.db);
    await tx
      .db("job_runs")
      .insert({ name, started_at: started })
      .onConflict("name")
      .merge({ started_at: started });
  });
  let outcome: string;
  let failed = false;
  try {
    outcome = await run({ db, actor: { kind: "system" }, now: started });
    log.debug({ job: name }, outcome);
  } catch (error) {
    failed = true;
    outcome = error instanceof Error ? error.message : String(error);
    log.error({ err: error, job: name }, "a job failed");
  }
  await db("job_runs")
    .where({ name })
    .update({ finished_at: new Date(), outcome: outcome.slice(0, 500), failed });
  return outcome;
}

/** Starts the schedule; a run that is still going is not started again. Returns how to stop it. */
export function startJobs(db: Knex, jobs: readonly Job[]): () => Promise<void> {
  const begin = async (each: Job) => {
    if (!each.everyNode && !holdsLease()) return;
    await runJob(db, each).catch((error: unknown) => {
      if (!(error instanceof LeaseLostError)) log.error({ err: error }, "a job's record failed");
    });
  };
  const tasks: ScheduledTask[] = jobs.map((each) =>
    schedule(each.cron, () => begin(each), { name: each.name, noOverlap: true }),
  );
  return async () => {
    for (const task of tasks) await task.destroy();
  };
}
