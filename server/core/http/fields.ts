import type { FieldErrors } from "../errors.ts";
import type { Translate } from "../i18n.ts";

/** What views/shared/field.hbs draws. */
export interface Field {
  readonly name: string;
  readonly id: string;
  readonly label: string;
  readonly type: FieldType;
  readonly value: string;
  readonly checked: boolean;
  readonly error: string | null;
  readonly help: string | null;
  readonly required: boolean;
  readonly autocomplete: string | null;
  readonly placeholder: string | null;
  readonly rows: number | null;
  readonly maxlength: number | null;
  /** Of a new password: its strength is shown while it is typed. */
  readonly minlength: number | null;
  readonly accept: string | null;
  readonly multiple: boolean;
  readonly options: readonly Option[] | null;
  readonly inputmode: string | null;
  readonly autofocus: boolean;
}
export interface Option {
  readonly value: string;
  readonly label: string;
  readonly selected: boolean;
}
export type FieldType =
  | "text"
  | "email"
  | "password"
  | "search"
  | "textarea"
  | "richtext"
  | "select"
  | "checkbox"
  | "radio"
  | "file"
  | "color"
  | "number"
  | "url"
  | "hidden"
  | "date"
  | "tel";

/** What was typed and what was wrong with it; the same shape for a fresh form, a draft and a refused one. */
export interface FormState {
  readonly values: Readonly<Record<string, string | readonly string[]>>;
  readonly errors: FieldErrors;
}
export const emptyForm: FormState = { values: {}, errors: {} };

export interface FieldSpec {
  readonly name: string;
  readonly label: string;
  readonly type?: FieldType;
  readonly help?: string;
  readonly required?: boolean;
  readonly autocomplete?: string;
  readonly placeholder?: string;
  readonly rows?: number;
  readonly maxlength?: number;
  readonly minlength?: number;
  readonly accept?: string;
  readonly multiple?: boolean;
  /** Values with their words; the one typed or given in `value` is selected. */
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  readonly inputmode?: string;
  readonly autofocus?: boolean;
  /** Where nothing was typed yet. */
  readonly value?: string;
}

/** Builds one field; label, help and placeholder are texts already, in the reader's words. */
export function field(t: Translate, state: FormState, spec: FieldSpec): Field {
  const typed = state.values[spec.name];
  const fresh = Object.keys(state.values).length === 0;
  const chosen = typed === undefined ? [spec.value ?? ""] : typeof typed === "string" ? [typed] : typed;
  const value = chosen[0] ?? "";
  const error = state.errors[spec.name];
  const type = spec.type ?? "text";
  return {
    name: spec.name,
    id: `field-${spec.name}`,
    label: spec.label,
    type,
    // A password is never sent back.
    value: type === "password" || type === "file" ? "" : type === "checkbox" ? "true" : value,
    // A browser does not send an empty box: missing from a form that was sent means unticked.
    checked: type === "checkbox" && (fresh ? spec.value === "true" : typed !== undefined),
    error: error ? t(error.key, error.values) : null,
    help: spec.help ?? null,
    required: spec.required ?? false,
    autocomplete: spec.autocomplete ?? null,
    placeholder: spec.placeholder ?? null,
    rows: spec.rows ?? null,
    maxlength: spec.maxlength ?? null,
    minlength: spec.minlength ?? null,
    accept: spec.accept ?? null,
    multiple: spec.multiple ?? false,
    options: spec.options?.map((option) => ({ ...option, selected: chosen.includes(option.value) })) ?? null,
    inputmode: spec.inputmode ?? null,
    autofocus: spec.autofocus ?? false,
  };
}

export interface ErrorSummary {
  readonly message: string;
  readonly errors: readonly { readonly id: string; readonly text: string }[];
}

/** The summary on top of a refused form, or null. The error of the form as a whole has the name "form"; alone it is the summary. */
export function errorSummary(t: Translate, { errors }: FormState): ErrorSummary | null {
  const entries = Object.entries(errors);
  if (entries.length === 0) return null;
  if (errors.form && entries.length === 1)
    return { message: t(errors.form.key, errors.form.values), errors: [] };
  return {
    message: t("shared.formRefused", { count: entries.length }),
    errors: entries.map(([name, error]) => ({ id: `field-${name}`, text: t(error.key, error.values) })),
  };
}
