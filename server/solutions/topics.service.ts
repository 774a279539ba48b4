import type { Context, Scope } from "../core/context.ts";
import { transaction } from "../core/db.ts";
import { InvalidInput, notFound } from "../core/errors.ts";
import { assertMayEditSolutions } from "./solutions.policy.ts";
import type { TopicForm } from "./solutions.schema.ts";
import { indented, inOrder, mayStandBelow, type Topic } from "./topic.ts";
import {
  allTopics,
  deleteTopic,
  insertTopic,
  lockTopics,
  topicHasSolutions,
  updateTopic,
} from "./topics.repository.ts";

/** Every topic in reading order, for a choice: the tree is shown by signs. */
export const topicsOf = async (scope: Scope): Promise<{ id: number; label: string }[]> =>
  inOrder(await allTopics(scope)).map(({ topic, depth }) => ({
    id: topic.id,
    label: indented(topic.name, depth),
  }));

/** Adds a topic, or with an id changes one. @throws InvalidInput for a name taken beside it or a place it cannot have; AppError 404 */
export function saveTopic(ctx: Context, id: number | null, form: TopicForm): Promise<void> {
  assertMayEditSolutions(ctx.actor);
  return transaction(ctx, async (tx) => {
    const topics = await lockTopics(tx);
    if (id !== null && !topics.some((each) => each.id === id)) throw notFound("topic");
    assertPlace(topics, id, form);
    const row = { name: form.name, parent_id: form.parentId, position: form.position };
    if (id === null) await insertTopic(tx, row);
    else await updateTopic(tx, id, row);
  });
}

function assertPlace(topics: readonly Topic[], id: number | null, { name, parentId }: TopicForm): void {
  const beside = topics.filter((each) => each.parentId === parentId && each.id !== id);
  if (beside.some((each) => each.name.localeCompare(name, undefined, { sensitivity: "base" }) === 0))
    throw new InvalidInput({ name: { key: "solutions.topicTaken" } });
  if (parentId === null) return;
  if (!topics.some((each) => each.id === parentId) || !mayStandBelow(topics, id, parentId))
    throw new InvalidInput({ parentId: { key: "solutions.topicPlace" } });
}

/** Deletes a topic that nothing hangs on. @throws InvalidInput when it has solutions or topics; AppError 404 */
export function removeTopic(ctx: Context, id: number): Promise<void> {
  assertMayEditSolutions(ctx.actor);
  return transaction(ctx, async (tx) => {
    const topics = await lockTopics(tx);
    if (!topics.some((each) => each.id === id)) throw notFound("topic");
    if (topics.some((each) => each.parentId === id) || (await topicHasSolutions(tx, id)))
      throw new InvalidInput({ form: { key: "solutions.topicNotEmpty" } });
    await deleteTopic(tx, id);
  });
}
