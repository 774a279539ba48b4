import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import Handlebars, { type HelperOptions } from "handlebars";
import { dateText, type DateStyle } from "./dates.ts";
import { translator, type TextValues } from "./i18n.ts";
import { projectRoot } from "./project.ts";

/** What every template may know of its reader besides its model. */
export interface Reader {
  readonly locale: string;
  readonly timeZone: string;
}

/** A page's template with the type of its model; declared once beside the code that fills it. */
export interface View<Model> {
  readonly name: string;
  render(model: Model, reader: Reader): string;
}

const folder = join(projectRoot, "views");
const handlebars = Handlebars.create();
const declared = new Set<string>();
const compiled = new Map<string, Handlebars.TemplateDelegate>();

const helpers: Record<string, (...args: never[]) => unknown> = {
  t: (key: string, options: HelperOptions) =>
    translator((options.data as Reader).locale)(key, options.hash as TextValues),
  date: (value: Date | string, style: DateStyle, options: HelperOptions) => {
    const { locale, timeZone } = options.data as Reader;
    const at = new Date(value);
    const [text, title] = [dateText(at, style, locale, timeZone), dateText(at, "long", locale, timeZone)];
    return new Handlebars.SafeString(
      `<time datetime="${at.toISOString()}" title="${handlebars.escapeExpression(title)}">${handlebars.escapeExpression(text)}</time>`,
    );
  },
  is: (a: unknown, b: unknown) => a === b,
};
for (const [name, helper] of Object.entries(helpers))
  handlebars.registerHelper(name, helper as Handlebars.HelperDelegate);

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
      const template = compiled.get(name);
      if (!template) throw new Error(`views/${name}.hbs was not loaded; call loadViews() at start`);
      return template(checkModels ? strictModel(model, name) : model, { data: { ...reader } });
    },
  };
}

let checkModels = false;

/**
 * Compiles every template once.
 * @throws Error naming a declared view that has no file.
 */
export function loadViews(settings: { checkModels: boolean }): void {
  checkModels = settings.checkModels;
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".hbs"),
  );
  for (const file of files) {
    const name = relative(".", file).replaceAll("\\", "/").slice(0, -".hbs".length);
    const template = handlebars.compile(readFileSync(join(folder, file), "utf8"), options);
    compiled.set(name, template);
    handlebars.registerPartial(name, template);
  }
  for (const name of declared) if (!compiled.has(name)) throw new Error(`views/${name}.hbs does not exist`);
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
