import type { Audience } from "../core/audience.ts";

export const solutionStates = ["draft", "published"] as const;
export type SolutionState = (typeof solutionStates)[number];

/** A solution as lists show it. */
export interface SolutionLine {
  readonly id: number;
  readonly title: string;
  readonly summary: string;
  readonly state: SolutionState;
  readonly audience: Audience;
  readonly topicId: number;
  readonly topicName: string;
  readonly views: number;
  readonly helpful: number;
  readonly unhelpful: number;
  readonly updatedAt: Date;
}
export interface Solution extends SolutionLine {
  readonly bodyHtml: string;
  readonly createdAt: Date;
}

/** What somebody may find: published for one of the audiences, in one of the topics (null: in any). */
export interface Readable {
  readonly audiences: readonly Audience[];
  readonly topicIds: readonly number[] | null;
}

/** An id with words for people and search engines; the id alone counts. */
export function slugOf(id: number, name: string): string {
  const words = name
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, "-")
    .slice(0, 60)
    .replace(/^-+|-+$/g, "");
  return words === "" ? String(id) : `${id}-${encodeURIComponent(words.toWellFormed())}`;
}

/** The id that such a piece of an address begins with; 0 when it has none. */
export const idOfSlug = (slug: string): number => Number(/^(\d{1,10})(?:-|$)/.exec(slug)?.[1] ?? 0);

export const solutionPath = ({ id, title }: Pick<SolutionLine, "id" | "title">) =>
  `/solutions/${slugOf(id, title)}`;
export const topicPath = ({ id, name }: { readonly id: number; readonly name: string }) =>
  `/solutions/topics/${slugOf(id, name)}`;
