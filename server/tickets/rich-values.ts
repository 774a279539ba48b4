import { cleanHtml } from "../core/html.ts";
import type { FormState } from "../core/http/fields.ts";

/** Before a rich text goes back into its editor it is made safe: a draft may come from whoever used this browser before. */
export function richValues(state: FormState, name: string): FormState {
  const typed = state.values[name];
  if (typeof typed !== "string" || state.values[`${name}Format`] !== "html") return state;
  return { ...state, values: { ...state.values, [name]: cleanHtml(typed) } };
}
