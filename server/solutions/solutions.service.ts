import type { Context } from "../core/context.ts";
import { transaction } from "../core/db.ts";
import { InvalidInput, notFound } from "../core/errors.ts";
import { bodyOf, isBlankHtml } from "../core/html.ts";
import { solutionDeleted, solutionEdited, solutionPublished, solutionWithdrawn } from "./solutions.events.ts";
import { assertMayEditSolutions } from "./solutions.policy.ts";
import {
  deleteSolution,
  insertSolution,
  lockSolution,
  type SolutionRow,
  updateSolution,
} from "./solutions.repository.ts";
import type { SolutionForm } from "./solutions.schema.ts";
import { allTopics } from "./topics.repository.ts";

/** Writes a new solution and returns its id. */
export function createSolution(ctx: Context, form: SolutionForm): Promise<number> {
  assertMayEditSolutions(ctx.actor);
  return transaction(ctx, async (tx) => {
    const row = await rowOf(tx, form);
    const id = await insertSolution(tx, { ...row, author_id: tx.actor.kind === "agent" ? tx.actor.id : 0 });
    await tx.emit(form.state === "published" ? solutionPublished : solutionEdited, { solutionId: id });
    return id;
  });
}

/** Changes a solution. @throws InvalidInput when somebody else has changed it since the form was opened; AppError 404 */
export function editSolution(ctx: Context, id: number, form: SolutionForm): Promise<void> {
  assertMayEditSolutions(ctx.actor);
  return transaction(ctx, async (tx) => {
    const before = await lockSolution(tx, id);
    if (!before) throw notFound("solution");
    if (before.updatedAt.getTime() !== form.version)
      throw new InvalidInput({ form: { key: "solutions.changedMeanwhile" } });
    await updateSolution(tx, id, await rowOf(tx, form));
    const event =
      before.state === form.state
        ? solutionEdited
        : form.state === "published"
          ? solutionPublished
          : solutionWithdrawn;
    await tx.emit(event, { solutionId: id });
  });
}

export function removeSolution(ctx: Context, id: number): Promise<void> {
  assertMayEditSolutions(ctx.actor);
  return transaction(ctx, async (tx) => {
    if (!(await lockSolution(tx, id))) throw notFound("solution");
    await deleteSolution(tx, id);
    await tx.emit(solutionDeleted, { solutionId: id });
  });
}

async function rowOf(tx: Context, form: SolutionForm): Promise<SolutionRow> {
  const body = bodyOf({ body: form.body, format: form.bodyFormat });
  if (isBlankHtml(body)) throw new InvalidInput({ body: { key: "shared.required" } });
  const topics = await allTopics(tx);
  if (!topics.some(({ id }) => id === form.topicId))
    throw new InvalidInput({ topicId: { key: "solutions.chooseTopic" } });
  return {
    topic_id: form.topicId,
    title: form.title,
    summary: form.summary,
    body_html: body,
    state: form.state,
    audience: form.audience,
    updated_at: tx.now,
  };
}
