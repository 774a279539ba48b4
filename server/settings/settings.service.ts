import type { GlobalContext } from "../core/context.ts";
import { transaction } from "../core/db.ts";
import { type FieldErrors, InvalidInput, notFound } from "../core/errors.ts";
import { broadcast } from "../core/live.ts";
import { allSettings, loadSettings, type Setting } from "../core/settings.ts";
import type { SettingsForm } from "./settings.schema.ts";
import { dropSetting, storedSettings, storeSetting, type StoredSetting } from "./settings.repository.ts";

/** The settings of one page. @throws AppError 404 */
export function settingsIn(section: string): readonly Setting[] {
  const found = allSettings().filter((setting) => setting.section === section);
  if (found.length === 0) throw notFound("settings");
  return found;
}

/** The form field's text of what is valid now. */
export const currentText = (setting: Setting, stored: Pick<StoredSetting, "value"> | undefined): string =>
  stored?.value ?? setting.textOf(setting.default);

export interface Change {
  readonly name: string;
  /** What was typed. */
  readonly text: string;
  /** What the form showed at first. */
  readonly seen: string;
}

/** What a section's form says. A line break comes from a browser as two characters. */
export function changesIn(section: string, input: SettingsForm): Change[] {
  const text = (name: string) => ([input[name] ?? ""].flat()[0] ?? "").replace(/\r\n/g, "\n");
  return settingsIn(section)
    .filter(({ key }) => input[`seen.${key}`] !== undefined)
    .map(({ key, kind }) => ({
      name: key,
      text: kind === "switch" ? String(text(key) === "true") : text(key),
      seen: text(`seen.${key}`),
    }));
}

/**
 * Saves what was changed in a form, all or nothing. What stayed as it was shown is left alone, whatever another administrator made of
 * it meanwhile; what both changed is refused with the other's value, so that nothing is overwritten unseen.
 * @throws InvalidInput
 */
export async function saveSettings(
  ctx: GlobalContext,
  section: string,
  changes: readonly Change[],
): Promise<number> {
  const settings = settingsIn(section);
  const saved = await transaction(ctx, async (tx) => {
    const stored = await storedSettings(
      tx.db,
      settings.map(({ key }) => key),
      "locked",
    );
    const errors: FieldErrors = {};
    const valid: StoredSetting[] = [];
    for (const setting of settings) {
      const change = changes.find(({ name }) => name === setting.key);
      // An empty field for a secret keeps the one that is stored: nobody is shown it.
      if (!change || change.text === change.seen) continue;
      const parsed = setting.schema.safeParse(change.text);
      const row = stored.get(setting.key);
      const now = setting.kind === "secret" ? change.seen : currentText(setting, row);
      const value = parsed.success ? setting.textOf(parsed.data) : "";
      if (!parsed.success) errors[setting.key] = refusal(setting, parsed.error.issues[0]?.message ?? "");
      else if (now !== change.seen && now !== value)
        errors[setting.key] = {
          key: "settings.changedMeanwhile",
          values: { by: row?.changedBy ?? "", value: now },
        };
      else if (now !== value)
        valid.push({ name: setting.key, value, changedBy: nameOf(tx), changedAt: tx.now });
    }
    if (Object.keys(errors).length > 0) throw new InvalidInput(errors);
    for (const row of valid) await storeSetting(tx.db, row);
    return valid.length;
  });
  await tellEverybody(ctx);
  return saved;
}

/** Gives one setting its default again. @throws AppError 404 */
export async function resetSetting(ctx: GlobalContext, section: string, name: string): Promise<void> {
  if (!settingsIn(section).some(({ key }) => key === name)) throw notFound("setting");
  await dropSetting(ctx.db, name);
  await tellEverybody(ctx);
}

async function tellEverybody({ db }: GlobalContext): Promise<void> {
  await loadSettings(db);
  broadcast("settings", {});
}

function refusal({ min, max }: Setting, key: string): FieldErrors[string] {
  return key === "settings.outOfRange" && min !== undefined && max !== undefined
    ? { key, values: { min, max } }
    : { key };
}

const nameOf = ({ actor }: Pick<GlobalContext, "actor">) => ("name" in actor ? actor.name : "Holdfast");
