import { z } from "zod";

/** A section's form: a field for each setting, and beside it what it showed at first. */
export const settingsForm = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
export type SettingsForm = z.infer<typeof settingsForm>;
