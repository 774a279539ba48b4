import type { Scenario } from "./content/content.ts";
import { html } from "./markup.ts";
import type { Random } from "./random.ts";

/** One message of a conversation. `hold`: the agent waits for something or somebody. */
export interface Message {
  readonly by: "contact" | "agent" | "note";
  readonly hold: boolean;
  readonly html: string;
}

const marks: Readonly<Record<string, Omit<Message, "html">>> = {
  C: { by: "contact", hold: false },
  A: { by: "agent", hold: false },
  H: { by: "agent", hold: true },
  N: { by: "note", hold: false },
};

/** Chooses a word for each slot of a scenario. */
export function chooseWords(scenario: Scenario, random: Random): Record<string, string> {
  return Object.fromEntries(
    Object.entries(scenario.slots ?? {}).map(([slot, words]) => [slot, random.pick(words)]),
  );
}

/** Puts the chosen words into a text; the first letter of the text stays a capital one. */
export function fillIn(text: string, words: Readonly<Record<string, string>>): string {
  const filled = text.replaceAll(/\{(\w+)\}/g, (mark, slot: string) => words[slot] ?? mark);
  return filled.charAt(0).toUpperCase() + filled.slice(1);
}

/**
 * The messages of a scenario, in order.
 * @throws Error for a message without a mark.
 */
export function messagesOf(scenario: Scenario, words: Readonly<Record<string, string>>): Message[] {
  return scenario.talk
    .trim()
    .split(/\n\s*\n/)
    .map((paragraph) => {
      const [, mark = "", text = ""] = /^([A-Z]): ([\s\S]+)$/.exec(paragraph.trim()) ?? [];
      const kind = marks[mark];
      if (!kind) throw new Error(`a message of "${scenario.subject}" has no mark: ${paragraph}`);
      return { ...kind, html: html(fillIn(text, words)) };
    });
}
