import { z } from "zod";

const ids = (given: string | readonly string[]) => [
  ...new Set(
    [given]
      .flat()
      .map(Number)
      .filter((id) => Number.isSafeInteger(id) && id > 0),
  ),
];

/** A form's field `attachmentIds`: none, one or several. What is no id is left out. */
export const attachmentIds = z
  .union([z.string(), z.array(z.string()).max(200)])
  .default([])
  .transform(ids);

/** A form that consists of one file; what it was is in the ids. */
export const uploadForm = z.object({ attachmentIds });

/** The ids among a draft's or a refused form's values. */
export const idsTyped = (values: Readonly<Record<string, string | readonly string[]>>): number[] =>
  ids(values.attachmentIds ?? []);
