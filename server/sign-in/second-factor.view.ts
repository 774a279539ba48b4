import { renderSVG } from "uqr";
import { type ErrorSummary, errorSummary, type Field, field, type FormState } from "../core/http/fields.ts";
import type { Translate } from "../core/i18n.ts";
import { view } from "../core/views.ts";
import { browserName } from "./profile.view.ts";
import type { Support } from "./sign-in.view.ts";
import { authenticatorUrl } from "./totp.ts";
import type { TrustedBrowser } from "./trusted-browsers.repository.ts";

const codeField = (t: Translate, state: FormState, help: string | null): Field =>
  field(t, state, {
    name: "code",
    label: t("sign-in.code"),
    required: true,
    autocomplete: "one-time-code",
    maxlength: 30,
    autofocus: true,
    ...(help === null ? {} : { help }),
  });

interface SecondStepPage {
  readonly action: string;
  readonly csrf: string;
  readonly errors: ErrorSummary | null;
  readonly code: Field;
  readonly trust: Field | null;
  readonly otherUrl: string;
  readonly support: Support | null;
}
export const secondStepPage = view<SecondStepPage>("sign-in/customer/second-step");

export function secondStepModel(
  t: Translate,
  state: FormState,
  given: { base: string; csrf: string; days: number; support: Support | null },
): SecondStepPage {
  return {
    action: `${given.base}/login/second-steps`,
    csrf: given.csrf,
    errors: errorSummary(t, state),
    code: codeField(t, state, t("sign-in.factor.orRecovery")),
    trust:
      given.days === 0
        ? null
        : field(t, state, {
            name: "trust",
            label: t("sign-in.factor.trust", { days: given.days }),
            type: "checkbox",
          }),
    otherUrl: `${given.base}/login`,
    support: given.support,
  };
}

/** What a person needs to set up an app; part of two pages. */
export interface Enrolment {
  readonly action: string;
  readonly csrf: string;
  readonly errors: ErrorSummary | null;
  readonly qr: string;
  readonly key: string;
  readonly sealed: string;
  readonly code: Field;
}
export const enrolmentPage = view<Enrolment & { readonly support: Support | null }>(
  "sign-in/customer/enrolment",
);

export function enrolmentModel(
  t: Translate,
  state: FormState,
  given: { action: string; csrf: string; issuer: string; email: string; secret: string; sealed: string },
): Enrolment {
  return {
    action: given.action,
    csrf: given.csrf,
    errors: errorSummary(t, state),
    qr: renderSVG(authenticatorUrl(given.secret, given.issuer, given.email), { border: 2 }),
    key: given.secret.replace(/(.{4})(?=.)/g, "$1 "),
    sealed: given.sealed,
    code: codeField(t, state, null),
  };
}

interface RecoveryPage {
  readonly codes: readonly string[];
  /** While signing in: the form that goes on. */
  readonly on: { readonly action: string; readonly csrf: string } | null;
  readonly onUrl: string;
}
export const customerRecovery = view<RecoveryPage>("sign-in/customer/recovery-codes");
export const deskRecovery = view<RecoveryPage>("sign-in/agent/recovery-codes");

interface FactorPage {
  readonly base: string;
  readonly csrf: string;
  readonly errors: ErrorSummary | null;
  /** Null while it is on. */
  readonly enrolment: Enrolment | null;
  readonly left: string;
  readonly required: boolean;
  readonly current: Field;
  readonly again: Field;
  readonly browsers: readonly { readonly id: number; readonly what: string; readonly since: Date }[];
}
export const customerFactor = view<FactorPage>("sign-in/customer/factor");
export const deskFactor = view<FactorPage>("sign-in/agent/factor");

export function factorModel(
  t: Translate,
  state: FormState,
  given: {
    base: string;
    csrf: string;
    enrolment: Enrolment | null;
    left: number;
    required: boolean;
    browsers: readonly TrustedBrowser[];
  },
): FactorPage {
  const password = field(t, state, {
    name: "current",
    label: t("sign-in.profile.current"),
    type: "password",
    required: true,
    autocomplete: "current-password",
  });
  return {
    ...given,
    errors: given.enrolment ? null : errorSummary(t, state),
    left: t("sign-in.factor.left", { count: given.left }),
    current: password,
    // The same question in a second form: only ids differ.
    again: { ...password, id: `${password.id}-again`, error: null },
    browsers: given.browsers.map(({ id, userAgent, createdAt }) => ({
      id,
      what: browserName(t, userAgent),
      since: createdAt,
    })),
  };
}
