import { htmlToText } from "../core/html.ts";
import { termsOf } from "../search/index.ts";
import { priorityNumber } from "../tickets/index.ts";
import type { PortalContent, Scenario } from "./content/content.ts";
import type { Random } from "./random.ts";
import { chooseWords, fillIn, messagesOf } from "./talk.ts";

// A million requests are made from some hundred conversations, worked out once: texts are escaped and cut into search terms here, so
// that a request costs little more than writing it down.

/** A conversation as columns of LOAD DATA. */
export interface Template {
  readonly subject: string;
  readonly category: string;
  readonly priority: number;
  readonly replies: readonly { readonly by: "contact" | "agent"; readonly body: string }[];
  /** Terms of the subject and the first n replies, as positions in `terms`. */
  readonly termsUpTo: readonly Uint32Array[];
}

export interface Templates {
  readonly all: readonly Template[];
  /** Those of ten or more messages. */
  readonly long: readonly Template[];
  readonly terms: readonly string[];
  /** Position of the first device number in `terms`; the rest of `terms` are device numbers. */
  readonly firstDevice: number;
}

/** A device number, NW-10000 and so on, stands in each request's first message: the rare words that make search honest. */
const devices = 20_000;

const variantsPerScenario = 6;

export function bulkTemplates(content: PortalContent, random: Random): Templates {
  const positions = new Map<string, number>();
  const position = (term: string) => {
    let found = positions.get(term);
    if (found === undefined) positions.set(term, (found = positions.size));
    return found;
  };
  const positionsOf = (text: string) => termsOf(text).map(position);
  const all = content.scenarios.flatMap((scenario) =>
    Array.from({ length: scenario.slots ? variantsPerScenario : 1 }, () =>
      template(scenario, random, positionsOf),
    ),
  );
  const firstDevice = positions.size;
  const numbers = Array.from({ length: devices }, (_, device) => String(10_000 + device));
  // The texts above may hold one of these numbers by chance; a term is stored once.
  const terms = [...positions.keys(), ...numbers.filter((number) => !positions.has(number))];
  return { all, long: all.filter(({ replies }) => replies.length >= 10), terms, firstDevice };
}

/** How many devices there are once those that a text mentions are left out. */
export const deviceCount = ({ terms, firstDevice }: Templates) => terms.length - firstDevice;

function template(scenario: Scenario, random: Random, positionsOf: (text: string) => number[]): Template {
  const words = chooseWords(scenario, random);
  const subject = fillIn(scenario.subject, words);
  const replies = messagesOf(scenario, words)
    .filter(({ by }) => by !== "note")
    .map(({ by, html }) => ({
      by: by === "agent" ? ("agent" as const) : ("contact" as const),
      html: briefly(html),
    }));
  const seen = new Set(positionsOf(`${subject} NW`));
  return {
    subject: escaped(subject),
    category: scenario.category,
    priority: priorityNumber(scenario.priority),
    replies: replies.map(({ by, html }) => ({ by, body: escaped(html) })),
    termsUpTo: replies.map(({ html }) => {
      for (const term of positionsOf(htmlToText(html))) seen.add(term);
      return Uint32Array.from(seen);
    }),
  };
}

/** The first sentences of a message, about 100 characters: the everyday message is short. */
function briefly(html: string): string {
  const text = htmlToText(html).replaceAll(/\s+/g, " ");
  const sentences = text.match(/[^.!?]+[.!?]+/g) ?? [text];
  let brief = "";
  for (const sentence of sentences)
    if (brief === "" || brief.length + sentence.length < 110) brief += sentence;
  return `<p>${brief.trim().replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</p>`;
}

/** As LOAD DATA wants it: a backslash before what would end a field, a row or an escape. */
export const escaped = (text: string): string =>
  text.replaceAll(/[\\\t\n]/g, (sign) => (sign === "\n" ? "\\n" : sign === "\t" ? "\\t" : "\\\\"));
