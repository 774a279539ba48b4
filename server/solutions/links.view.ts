import { type SolutionLine, solutionPath } from "./solution.ts";

export interface SearchBox {
  readonly action: string;
  readonly suggestUrl: string;
  readonly value: string;
}
export const searchBox = (base: string, value = ""): SearchBox => ({
  action: `${base}/solutions`,
  suggestUrl: `${base}/solutions/suggestions`,
  value,
});

/** A solution in a list; `detail` is what tells it from others. */
export interface SolutionLink {
  readonly title: string;
  readonly url: string;
  readonly detail: string | null;
}
export const solutionLink = (base: string, line: SolutionLine): SolutionLink => ({
  title: line.title,
  url: base + solutionPath(line),
  detail: line.summary || line.topicName,
});
