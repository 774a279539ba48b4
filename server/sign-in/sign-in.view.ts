import type { Translate } from "../core/i18n.ts";
import { type ErrorSummary, errorSummary, type Field, field, type FormState } from "../core/http/fields.ts";
import type { Link } from "../core/http/area.ts";
import { view } from "../core/views.ts";
import type { Place } from "./landing.ts";

export interface SignInPage {
  readonly action: string;
  readonly csrf: string;
  readonly next: string;
  readonly errors: ErrorSummary | null;
  readonly email: Field;
  readonly password: Field;
  readonly kept: boolean;
  readonly forgotUrl: string;
  readonly codeUrl: string | null;
  /** Identity providers, each a link. */
  readonly elsewhere: readonly Link[];
  /** Where the password's form is when this page does not show it. */
  readonly localUrl: string | null;
  readonly support: Support | null;
}
export const signInPage = view<SignInPage>("sign-in/customer/sign-in");

/** Whom to contact; a link when it is an address. */
export interface Support {
  readonly text: string;
  readonly url: string | null;
}
export function supportOf(contact: string): Support | null {
  const text = contact.trim();
  if (text === "") return null;
  return { text, url: /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? `mailto:${text}` : null };
}

export interface NoPermissionPage {
  readonly heading: string;
  readonly email: string;
  readonly portals: readonly { readonly name: string; readonly url: string }[];
  readonly loginUrl: string;
  readonly support: Support | null;
}
export const noPermissionPage = view<NoPermissionPage>("sign-in/customer/no-permission");

export interface ChooserPage {
  readonly places: readonly { readonly name: string; readonly detail: string; readonly url: string }[];
}
export const chooserPage = view<ChooserPage>("sign-in/customer/choose-portal");

export function signInModel(
  t: Translate,
  state: FormState,
  given: {
    base: string;
    csrf: string;
    next: string;
    elsewhere: readonly Link[];
    password: boolean;
    codes: boolean;
    kept: boolean;
    support: Support | null;
  },
): SignInPage {
  const next = given.next === "" ? "" : `next=${encodeURIComponent(given.next)}`;
  return {
    action: `${given.base}/login`,
    csrf: given.csrf,
    next: given.next,
    errors: errorSummary(t, state),
    email: field(t, state, {
      name: "email",
      label: t("sign-in.email"),
      type: "email",
      required: true,
      autocomplete: "username",
      autofocus: true,
    }),
    password: field(t, state, {
      name: "password",
      label: t("sign-in.password"),
      type: "password",
      required: true,
      autocomplete: "current-password",
    }),
    kept: given.kept,
    forgotUrl: `${given.base}/forgot-password`,
    codeUrl: given.codes ? `${given.base}/login/code${next && `?${next}`}` : null,
    elsewhere: given.elsewhere.map(({ label, url }) => ({ label, url: url + (next && `?${next}`) })),
    localUrl: given.password ? null : `${given.base}/login?local=1${next && `&${next}`}`,
    support: given.support,
  };
}

export const placeName = (t: Translate, place: Place): { name: string; detail: string; url: string } => ({
  name: place.kind === "administration" ? t("layout.administration") : place.name,
  detail: t(`sign-in.place.${place.kind}`),
  url: place.url,
});
