import type { GlobalContext } from "../core/context.ts";
import { type FieldErrors, InvalidInput } from "../core/errors.ts";
import { type Design, designOf, type Front, inDesign } from "../portals/index.ts";
import { topicsOf } from "../solutions/index.ts";
import { type DesignForm, designFrom } from "./design.schema.ts";
import { differences, valuesOf } from "./design-values.ts";
import { draftOf, pictureOf, storePicture } from "./drafts.repository.ts";
import { checkedPicture } from "./pictures.ts";
import { changeDraft, existing } from "./publishing.service.ts";
import { sandboxedTokens } from "./tokens.ts";
import { versionOf } from "./versions.repository.ts";

/**
 * Saves what was typed as the draft, all or nothing. Somebody else's change in between is not overwritten: each field in which theirs
 * differs says what it is there. @throws InvalidInput
 */
export async function saveDraft(ctx: GlobalContext, id: number, input: DesignForm): Promise<void> {
  const front = await existing(ctx.db, id);
  const found = sandboxedTokens(input.tokens);
  if ("problem" in found)
    throw new InvalidInput({
      tokens: { key: `customer-portals.tokens.${found.problem}`, values: { name: found.name } },
    });
  const known = new Set((await topicsOf({ db: ctx.db, portalId: front.portalId })).map((topic) => topic.id));
  const topics = input.topic.map(Number).filter((topic) => known.has(topic));
  if (input.guests === "chosen" && topics.length === 0)
    throw new InvalidInput({ guests: { key: "customer-portals.chooseTopics" } });
  const typed = designFrom(input, { tokens: found.tokens, topics });
  try {
    await changeDraft(ctx, id, input.revision, ({ logo, favicon }) => ({ ...typed, logo, favicon }));
  } catch (error) {
    if (error instanceof InvalidInput) throw await withTheirs(ctx, front, typed, error);
    throw error;
  }
}

/** The refusal with the other administrator's values beside the fields. */
async function withTheirs(
  ctx: GlobalContext,
  front: Front,
  typed: Omit<Design, "logo" | "favicon">,
  error: InvalidInput,
): Promise<InvalidInput> {
  const draft = await draftOf(ctx.db, front);
  if (!draft) return error;
  const { logo, favicon } = draft.design;
  const theirs = valuesOf(draft.design);
  const fields: FieldErrors = { ...error.fields };
  for (const name of differences(draft.design, { ...typed, logo, favicon }))
    fields[name] = { key: "customer-portals.theirs", values: { value: (theirs[name] ?? "").slice(0, 200) } };
  return new InvalidInput(fields);
}

/** Puts a picture into the draft. @throws InvalidInput beside the file. */
export async function changePicture(
  ctx: GlobalContext,
  id: number,
  kind: "logo" | "favicon",
  data: Buffer,
): Promise<void> {
  const picture = await checkedPicture(data, kind);
  await changeDraft(ctx, id, null, async (design, db) => {
    await storePicture(db, await existing(db, id), picture);
    return { ...design, [kind]: picture.hash };
  });
}

export const removePicture = (ctx: GlobalContext, id: number, kind: "logo" | "favicon"): Promise<void> =>
  changeDraft(ctx, id, null, (design) => ({ ...design, [kind]: null }));

/** A picture of the drafts and versions of a customer portal. */
export const pictureIn = async (db: GlobalContext["db"], id: number, hash: string) =>
  pictureOf(db, await existing(db, id), hash);

/** The draft as somebody works on it, or what is published while there is none. */
export async function designNow(db: GlobalContext["db"], id: number) {
  const front = await existing(db, id);
  const draft = await draftOf(db, front);
  return { front, draft, design: draft?.design ?? designOf(front) };
}

/**
 * The customer portal as a preview's address names it: "7" with its draft, "7.3" with its version 3. Null when there is no such design.
 */
export async function previewed(db: GlobalContext["db"], name: string): Promise<Front | null> {
  const [, id = "", number] = /^(\d{1,9})(?:\.(\d{1,9}))?$/.exec(name) ?? [];
  if (id === "") return null;
  const found = await designNow(db, Number(id)).catch(() => null);
  if (!found) return null;
  if (number === undefined) return inDesign(found.front, found.design);
  const version = await versionOf(db, found.front, Number(number));
  return version && inDesign(found.front, version.design);
}
