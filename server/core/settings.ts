import type { Knex } from "knex";
import { z } from "zod";
import { log } from "./log.ts";
import { onBroadcast } from "./live.ts";
import { seal, unseal } from "./sealing.ts";

/** How a setting is typed and shown; its values are kept as the text of its form field. */
interface Definition<T> {
  /** `capability.name`; label and help are the texts `settings.<key>.label` and `settings.<key>.help`. */
  readonly key: string;
  /** The page it stands on: the text `settings.section.<section>.title`. */
  readonly section: string;
  readonly default: T;
}

/** A value that administrators may change, declared beside its user. Reading it costs no query. */
export interface Setting<T = unknown> extends Definition<T> {
  readonly kind: "number" | "switch" | "choice" | "text" | "secret";
  readonly min?: number;
  readonly max?: number;
  readonly choices?: readonly string[];
  /** Of a text: how many lines its field has. */
  readonly rows?: number;
  /** From what was typed to the value; its messages are text keys. */
  readonly schema: z.ZodType<T, unknown>;
  /** The form field's text of a value, as it is stored; a secret's is sealed and shown nowhere. */
  readonly textOf: (value: T) => string;
  /** Undefined for what was stored under other rules than today's. */
  readonly valueOf: (stored: string) => T | undefined;
  get(): T;
}

const declared = new Map<string, Setting>();
const stored = new Map<string, string>();

/** All settings that the loaded capabilities declare, in that order. */
export const allSettings = (): readonly Setting[] => [...declared.values()];

function declare<T>(
  parts: Omit<Setting<T>, "get" | "valueOf">,
  valueOf = (text: string): T | undefined => {
    const parsed = parts.schema.safeParse(text);
    return parsed.success ? parsed.data : undefined;
  },
): Setting<T> {
  const setting: Setting<T> = { ...parts, valueOf, get: () => currentValue(setting) };
  if (declared.has(parts.key)) throw new Error(`the setting ${parts.key} is declared twice`);
  declared.set(parts.key, setting as Setting);
  return setting;
}

function currentValue<T>({ key, valueOf, default: initial }: Setting<T>): T {
  const text = stored.get(key);
  return text === undefined ? initial : (valueOf(text) ?? initial);
}

/** A whole number from `min` to `max`, both allowed. */
export const numberSetting = (given: Definition<number> & { min: number; max: number }): Setting<number> =>
  declare({
    ...given,
    kind: "number",
    schema: z
      .string()
      .trim()
      .regex(/^\d{1,9}$/, "settings.notANumber")
      .transform(Number)
      .refine((value) => value >= given.min && value <= given.max, "settings.outOfRange"),
    textOf: String,
  });

/** On or off; a browser sends nothing for a box that is not ticked. */
export const switchSetting = (given: Definition<boolean>): Setting<boolean> =>
  declare({
    ...given,
    kind: "switch",
    schema: z
      .enum(["true", "false", ""])
      .optional()
      .transform((text) => text === "true"),
    textOf: String,
  });

/** One of a few; each has the text `settings.<key>.<choice>`. */
export const choiceSetting = <T extends string>(
  given: Definition<T> & { choices: readonly T[] },
): Setting<T> =>
  declare({
    ...given,
    kind: "choice",
    schema: z.enum(given.choices as unknown as [T, ...T[]], "shared.notValid"),
    textOf: String,
  });

/** Words of at most `longest` characters that fit `pattern`, or none; on several lines when its field has `rows`. */
export const textSetting = (
  given: Definition<string> & { longest: number; rows?: number; pattern?: RegExp },
): Setting<string> => {
  const { longest, pattern, ...definition } = given;
  return declare({
    ...definition,
    kind: "text",
    schema: z
      .string()
      .transform((text) => text.replace(/\r\n/g, "\n").trim())
      .pipe(z.string().max(longest))
      .refine((text) => text === "" || !pattern || pattern.test(text), "shared.notValid"),
    textOf: String,
  });
};

/** A password or key: stored sealed, never shown again. Null without one, and when it was sealed by another installation. */
export const secretSetting = (given: Omit<Definition<string | null>, "default">): Setting<string | null> => {
  const purpose = `setting ${given.key}`;
  return declare<string | null>(
    {
      ...given,
      kind: "secret",
      default: null,
      schema: z.string().trim().min(1, "shared.required").max(1000),
      textOf: (value) => (value === null ? "" : seal(purpose, value)),
    },
    (stored) => unseal(purpose, stored),
  );
};

/** Follows the table of settings until it is stopped: at once when another process of any node saved, else every second. */
export async function useSettings(db: Knex): Promise<{ stop(): void }> {
  const load = () => loadSettings(db).catch((error: unknown) => log.warn({ err: error }, "settings wait"));
  onBroadcast("settings", () => void load());
  await load();
  const timer = setInterval(() => void load(), 1000);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

/** Reads all stored values into this process; also for tests and for the process that has just saved. */
export async function loadSettings(db: Knex): Promise<void> {
  const rows = await db<{ name: string; value: string }>("settings").select("name", "value");
  stored.clear();
  for (const { name, value } of rows) stored.set(name, value);
}
