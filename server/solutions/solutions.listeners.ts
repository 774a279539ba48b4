import type { Context } from "../core/context.ts";
import { htmlToText } from "../core/html.ts";
import { on } from "../core/listeners.ts";
import { removeDocument, replaceText } from "../search/index.ts";
import { solutionDeleted, solutionEdited, solutionPublished, solutionWithdrawn } from "./solutions.events.ts";
import { solutionById } from "./solutions.repository.ts";

/** Drafts are indexed too, for the desk; who may see what is decided when it is found. */
async function index(ctx: Context, { solutionId }: { solutionId: number }): Promise<void> {
  const solution = await solutionById(ctx, solutionId);
  if (!solution) return removeDocument(ctx, "solution", solutionId);
  await replaceText(
    ctx,
    "solution",
    solutionId,
    [solution.title, solution.summary, solution.topicName, htmlToText(solution.bodyHtml)].join("\n"),
  );
}

export const listeners = [solutionPublished, solutionWithdrawn, solutionEdited, solutionDeleted].map(
  (event) => on(event, "solutions.index", index),
);
