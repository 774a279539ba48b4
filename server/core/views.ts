import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import Handlebars, { type HelperOptions } from "handlebars";
import { dateText, type DateStyle, type Formats, languageFormats } from "./dates.ts";
import { defaultLocale, translator, type TextValues } from "./i18n.ts";
import { projectRoot } from "./project.ts";

/** What every template may know of its reader besides its model. */
export interface Reader {
  readonly locale: string;
  readonly timeZone: string;
  /** How the portal at hand writes dates; left out: as the language does. */
  readonly formats?: Formats;
}

/** A page's template with the type of its model; declared once beside the code that fills it. */
export interface View<Model> {
  readonly name: string;
  render(model: Model, reader: Reader): string;
}

const folder = join(projectRoot, "views");
const { escapeExpression } = Handlebars;
const declared = new Set<string>();
const sources = new Map<string, string>();
/** Templates by language and name. */
const compiled = new Map<string, Map<string, Handlebars.TemplateDelegate>>();

const helpers: Record<string, (...args: never[]) => unknown> = {
  t: (key: string, options: HelperOptions) =>
    translator((options.data as Reader).locale)(key, options.hash as TextValues),
  date: (value: Date | string, style: DateStyle, options: HelperOptions) => {
    const reader = options.data as Reader;
    const at = new Date(value);
    const text = escapeExpression(
      dateText(at, style, reader.locale, reader.timeZone, undefined, reader.formats),
    );
    return new Handlebars.SafeString(`${timeTag(at, reader)}${text}</time>`);
  },
  is: (a: unknown, b: unknown) => a === b,
};
// The beginning of a <time>: the same moments come again with every view of a list.
const timeTags = new Map<string, string>();
const keptTags = 10_000;

function timeTag(at: Date, { locale, timeZone, formats = languageFormats }: Reader): string {
  const key = `${at.getTime()} ${locale} ${timeZone} ${formats.hour}`;
  let tag = timeTags.get(key);
  if (tag === undefined) {
    if (timeTags.size >= keptTags) timeTags.clear();
    const title = escapeExpression(dateText(at, "long", locale, timeZone, undefined, formats));
    timeTags.set(key, (tag = `<time datetime="${at.toISOString()}" title="${title}">`));
  }
  return tag;
}

const options: CompileOptions = {
  strict: true,
  explicitPartialContext: true,
  preventIndent: true,
  knownHelpersOnly: true,
  knownHelpers: Object.fromEntries(
    Object.keys(helpers).map((name) => [name, true]),
  ) as unknown as KnownHelpers,
};

/** Names a template under views/, without extension: `view<TicketPage>("tickets/customer/show")`. */
export function view<Model>(name: string): View<Model> {
  declared.add(name);
  return {
    name,
    render: (model, reader) => {
      const template = templatesOf(reader.locale).get(name);
      if (!template) throw new Error(`views/${name}.hbs was not loaded; call loadViews() at start`);
      return template(checkModels ? strictModel(model, name) : model, { data: { ...reader } });
    },
  };
}

let checkModels = false;

/**
 * Reads every template, and compiles them for the usual language; another one's are compiled when its first reader comes.
 * @throws Error naming a declared view that has no file.
 */
export function loadViews(settings: { checkModels: boolean }): void {
  checkModels = settings.checkModels;
  compiled.clear();
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".hbs"),
  );
  for (const file of files) {
    const name = relative(".", file).replaceAll("\\", "/").slice(0, -".hbs".length);
    sources.set(name, readFileSync(join(folder, file), "utf8"));
  }
  for (const name of declared) if (!sources.has(name)) throw new Error(`views/${name}.hbs does not exist`);
  templatesOf(defaultLocale);
}

function templatesOf(locale: string): ReadonlyMap<string, Handlebars.TemplateDelegate> {
  let templates = compiled.get(locale);
  if (!templates) {
    compiled.set(locale, (templates = new Map<string, Handlebars.TemplateDelegate>()));
    const handlebars = Handlebars.create();
    handlebars.registerHelper(helpers as unknown as Handlebars.HelperDeclareSpec);
    for (const [name, source] of sources) {
      const template = handlebars.compile(withWords(handlebars.parse(source), locale), options);
      templates.set(name, template);
      handlebars.registerPartial(name, template);
    }
  }
  return templates;
}

type Mustache = hbs.AST.MustacheStatement & { readonly hash?: hbs.AST.Hash };

/** Puts a language's fixed words into a template: {{t "key"}} becomes text, which costs nothing when a page is drawn. */
function withWords(tree: hbs.AST.Program, locale: string): hbs.AST.Program {
  const visitor = Object.assign(new Handlebars.Visitor(), { mutating: true });
  visitor.MustacheStatement = (statement) => {
    const { path, params, hash, loc } = statement as Mustache;
    const [key] = params as hbs.AST.StringLiteral[];
    const isWords = (path as Partial<hbs.AST.PathExpression>).original === "t" && !hash;
    if (!isWords || params.length !== 1 || key?.type !== "StringLiteral") return undefined;
    const value = escapeExpression(translator(locale)(key.value));
    return { type: "ContentStatement", value, original: value, loc } as unknown as undefined;
  };
  visitor.accept(tree);
  return tree;
}

// `strict` lets {{#if typo}} pass as false. Under test a model throws for a key that it does not have.
function strictModel<T>(model: T, path: string): T {
  if (
    typeof model !== "object" ||
    model === null ||
    model instanceof Date ||
    model instanceof Handlebars.SafeString
  )
    return model;
  return new Proxy(model as T & object, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key);
      if (typeof key === "symbol" || Array.isArray(target) || key in target)
        return strictModel(value, `${path}.${String(key)}`);
      // Handlebars itself probes these.
      if (["toHTML", "then", "length", "__accessors__"].includes(key)) return undefined;
      throw new Error(`${path} has no key ${key}`);
    },
  });
}
