import { z } from "zod";
import { audiences } from "../core/audience.ts";
import { solutionStates } from "./solution.ts";

const id = z.coerce.number({ error: "solutions.chooseTopic" }).int().positive("solutions.chooseTopic");

export const solutionForm = z.object({
  title: z.string().trim().min(1).max(200),
  summary: z.string().trim().max(300).default(""),
  body: z.string().min(1).max(200_000),
  bodyFormat: z.enum(["text", "html"]).default("text"),
  topicId: id,
  audience: z.enum(audiences),
  state: z.enum(solutionStates),
  /** When the solution was read into the form, so that nobody's change is written over. */
  version: z.coerce.number().int().default(0),
});
export type SolutionForm = z.infer<typeof solutionForm>;

export const topicForm = z.object({
  name: z.string().trim().min(1).max(120),
  parentId: z.union([z.literal("").transform(() => null), z.coerce.number().int().positive()]).default(null),
  position: z.coerce.number().int().min(0).max(9999).catch(0).default(0),
});
export type TopicForm = z.infer<typeof topicForm>;

export const voteForm = z.object({ vote: z.enum(["helpful", "unhelpful"]) });
export const nothing = z.object({});

const number = z.coerce.number().int().positive().nullable().catch(null).default(null);
/** The desk's list; what makes no sense is left out. */
export const deskQuery = z.object({
  q: z.string().trim().max(200).catch("").default(""),
  topic: number,
  state: z.enum(solutionStates).nullable().catch(null).default(null),
  before: number,
});
