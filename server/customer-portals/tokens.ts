import type * as Library from "css-tree";
import type { CssNode, Declaration, Rule } from "css-tree";
import { lazily } from "../core/lazily.ts";

const library = lazily<typeof Library>("css-tree");
const generate = (node: CssNode): string => library().generate(node);

// Invariant: what sandboxedTokens returns holds only the custom properties below, each with a value of its type, written anew from the
// syntax tree. It stands inside a :root{…} of ours, so nothing else may come through: no selector, no address, no property that moves,
// hides or covers anything.

const color = "<color>";
const length = "<length-percentage>";
const shadow = "none | <shadow>#";

/** The tokens that administrators may set, with the syntax of their values. */
export const tokenTypes: Readonly<Record<string, string>> = {
  "--surface": color,
  "--raised": color,
  "--sunken": color,
  "--line": color,
  "--line-strong": color,
  "--ink-muted": color,
  "--accent": color,
  "--accent-soft": color,
  "--accent-line": color,
  "--anchor": color,
  "--brand-hover": color,
  "--focus": color,
  "--radius-s": length,
  "--radius": length,
  "--radius-l": length,
  "--text-s": length,
  "--text-m": length,
  "--text-l": length,
  "--text-xl": length,
  "--text-2xl": length,
  "--text-3xl": length,
  "--shadow-s": shadow,
  "--shadow": shadow,
  "--shadow-l": shadow,
};

export const maxTokens = 5000;

/** What stands where something else should; `name` is the piece of CSS. */
export type TokenProblem = {
  readonly problem: "syntax" | "selector" | "unknown" | "value";
  readonly name: string;
};

/** The tokens as one line of CSS, or what is wrong with them. Written with `:root { … }` around them or without. */
export function sandboxedTokens(css: string): { readonly tokens: string } | TokenProblem {
  const { lexer, parse } = library();
  let broken: string | null = null;
  const tree = parse(css, {
    context: css.includes("{") ? "stylesheet" : "declarationList",
    parseCustomProperty: true,
    onParseError: (error) => (broken ??= error.message),
  });
  if (broken !== null) return { problem: "syntax", name: broken };
  const tokens: string[] = [];
  for (const node of declarationsOf(tree.children)) {
    if (!isDeclaration(node)) return { problem: "selector", name: excerpt(node) };
    const type = Object.hasOwn(tokenTypes, node.property) ? tokenTypes[node.property] : undefined;
    if (type === undefined) return { problem: "unknown", name: node.property.slice(0, 60) };
    if (node.important || !lexer.match(type, node.value).matched)
      return { problem: "value", name: node.property };
    tokens.push(`${node.property}:${generate(node.value)}`);
  }
  return { tokens: tokens.join(";") };
}

/** The declarations of `:root` rules and outside of rules; whatever else stands there is passed on to be refused. */
function* declarationsOf(nodes: Iterable<CssNode>): Iterable<CssNode> {
  for (const node of nodes)
    if (isRule(node) && generate(node.prelude) === ":root") yield* withoutComments(node.block.children);
    else yield* withoutComments([node]);
}

function* withoutComments(nodes: Iterable<CssNode>): Iterable<CssNode> {
  for (const node of nodes) if (node.type !== "Comment") yield node;
}

const isRule = (node: CssNode): node is Rule => node.type === "Rule";
const isDeclaration = (node: CssNode): node is Declaration => node.type === "Declaration";
const excerpt = (node: CssNode): string => generate(node).slice(0, 60);
