import { schedule, type ScheduledTask } from "node-cron";
import type { Knex } from "knex";
import type { GlobalContext } from "./context.ts";
import { log } from "./log.ts";

export interface Job {
  readonly name: string;
  /** A cron expression with seconds, as node-cron reads it. */
  readonly cron: string;
  readonly run: (ctx: GlobalContext) => Promise<string>;
}

/** A scheduled piece of work. `run` returns one sentence of what it did; it must be safe to run twice. */
export function job(definition: Job): Job {
  return definition;
}

/** Runs one job now and keeps its outcome in job_runs. Never throws: a job that fails is logged and shown. */
export async function runJob(db: Knex, { name, run }: Job): Promise<string> {
  const started = new Date();
  await db("job_runs")
    .insert({ name, started_at: started })
    .onConflict("name")
    .merge({ started_at: started });
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
  const tasks: ScheduledTask[] = jobs.map((each) =>
    schedule(
      each.cron,
      () => runJob(db, each).catch((error: unknown) => log.error({ err: error }, "a job's record failed")),
      {
        name: each.name,
        noOverlap: true,
      },
    ),
  );
  return async () => {
    for (const task of tasks) await task.destroy();
  };
}
