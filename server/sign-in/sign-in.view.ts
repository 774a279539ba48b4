import type { Translate } from "../core/i18n.ts";
import { type ErrorSummary, errorSummary, type Field, field, type FormState } from "../core/http/fields.ts";
import type { Link } from "../core/http/area.ts";
import { keptDays } from "../core/session.settings.ts";
import type { Support } from "../core/http/support.ts";
import { view } from "../core/views.ts";
import { type PasskeyForm, passkeyForm } from "../passkeys/index.ts";
import type { Place } from "./landing.ts";

export interface SignInPage {
  readonly action: string;
  readonly csrf: string;
  readonly next: string;
  readonly errors: ErrorSummary | null;
  readonly email: Field;
  readonly password: Field;
  readonly keep: Field | null;
  readonly passkey: PasskeyForm | null;
  readonly kept: boolean;
  readonly forgotUrl: string;
  readonly codeUrl: string | null;
  readonly signUpUrl: string | null;
  /** Identity providers, each a link. */
  readonly elsewhere: readonly Link[];
  /** Where the password's form is when this page does not show it. */
  readonly localUrl: string | null;
  readonly support: Support | null;
}
export const signInPage = view<SignInPage>("sign-in/customer/sign-in");

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
  readonly support: Support | null;
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
    passkeys: boolean;
    codes: boolean;
    signUp: boolean;
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
      autocomplete: given.passkeys ? "username webauthn" : "username",
      autofocus: true,
    }),
    password: field(t, state, {
      name: "password",
      label: t("sign-in.password"),
      type: "password",
      required: true,
      autocomplete: "current-password",
    }),
    keep: keepField(t, state),
    passkey: given.passkeys
      ? passkeyForm(t, {
          action: `${given.base}/login/passkeys`,
          questionUrl: `${given.base}/login/passkey-questions`,
          autofill: true,
          csrf: given.csrf,
          hidden: [{ name: "next", value: given.next }],
        })
      : null,
    kept: given.kept,
    forgotUrl: `${given.base}/forgot-password`,
    codeUrl: given.codes ? `${given.base}/login/code${next && `?${next}`}` : null,
    elsewhere: given.elsewhere.map(({ label, url }) => ({ label, url: url + (next && `?${next}`) })),
    localUrl: given.password ? null : `${given.base}/login?local=1${next && `&${next}`}`,
    signUpUrl: given.signUp ? `${given.base}/signup` : null,
    support: given.support,
  };
}

/** *Keep me signed in*; null where administrators do not want it. */
export const keepField = (t: Translate, state: FormState): Field | null =>
  keptDays.get() === 0
    ? null
    : field(t, state, {
        name: "keep",
        label: t("sign-in.keep", { days: keptDays.get() }),
        help: t("sign-in.keepHelp"),
        type: "checkbox",
      });

export const placeName = (t: Translate, place: Place): { name: string; detail: string; url: string } => ({
  name: place.kind === "administration" ? t("layout.administration") : place.name,
  detail: t(`sign-in.place.${place.kind}`),
  url: place.url,
});
