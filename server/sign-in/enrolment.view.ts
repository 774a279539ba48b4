import { renderSVG } from "uqr";
import { type ErrorSummary, errorSummary, type Field, field, type FormState } from "../core/http/fields.ts";
import type { Translate } from "../core/i18n.ts";
import { view } from "../core/views.ts";
import { type PasskeyForm, passkeyForm } from "../passkeys/index.ts";
import { codeField } from "./second-step.view.ts";
import type { Support } from "../core/http/support.ts";
import { authenticatorUrl } from "./totp.ts";

/** What a person needs to set up an app; part of two pages. */
export interface Enrolment {
  readonly action: string;
  readonly csrf: string;
  readonly qr: string;
  readonly key: string;
  readonly sealed: string;
  readonly code: Field;
}

export function enrolmentModel(
  t: Translate,
  state: FormState,
  given: { action: string; csrf: string; issuer: string; email: string; secret: string; sealed: string },
): Enrolment {
  return {
    action: given.action,
    csrf: given.csrf,
    qr: renderSVG(authenticatorUrl(given.secret, given.issuer, given.email), { border: 2 }),
    key: given.secret.replace(/(.{4})(?=.)/g, "$1 "),
    sealed: given.sealed,
    code: codeField(t, state, null, false),
  };
}

/** Codes by mail: first one to see that they arrive, then it is typed. */
export interface MailEnrolment {
  readonly csrf: string;
  readonly text: string;
  readonly send: { readonly action: string; readonly label: string };
  /** Null until a code was sent. */
  readonly form: { readonly action: string; readonly code: Field } | null;
}

export function mailEnrolmentModel(
  t: Translate,
  state: FormState,
  given: { csrf: string; sendUrl: string; action: string; email: string },
): MailEnrolment {
  const sent = state.values.sent === "true" || state.values.mailed !== undefined;
  return {
    csrf: given.csrf,
    text: t(sent ? "sign-in.factor.mailSent" : "sign-in.factor.mailText", { email: given.email }),
    send: { action: given.sendUrl, label: t(sent ? "sign-in.anotherCode" : "sign-in.factor.sendCode") },
    form: sent
      ? {
          action: given.action,
          code: field(t, state, {
            name: "mailed",
            label: t("sign-in.factor.mailCode"),
            required: true,
            autocomplete: "one-time-code",
            maxlength: 30,
          }),
        }
      : null,
  };
}

interface EnrolmentPage {
  readonly errors: ErrorSummary | null;
  readonly choose: boolean;
  readonly app: Enrolment | null;
  readonly passkey: PasskeyForm | null;
  readonly mail: MailEnrolment | null;
}
export const enrolmentPage = view<EnrolmentPage & { readonly support: Support | null }>(
  "sign-in/customer/enrolment",
);

/** Every second step that somebody may set up on the way in; `passkeys` and `mail` are where their addresses begin. */
export function methodForms(
  t: Translate,
  state: FormState,
  given: {
    csrf: string;
    app: Enrolment | null;
    passkeys: string | null;
    mail: string | null;
    email: string;
    /** What is said where none of them can be set up: a text key. */
    nothing: string;
  },
): EnrolmentPage {
  const { csrf, app, passkeys, mail, email } = given;
  const ways = [app, passkeys, mail].filter(Boolean).length;
  const passkey = passkeys
    ? passkeyForm(t, {
        action: `${passkeys}-passkeys`,
        questionUrl: `${passkeys}-questions`,
        ceremony: "create",
        csrf,
        hidden: [{ name: "name", value: t("passkeys.suggestion") }],
        label: t("passkeys.add"),
        style: "",
      })
    : null;
  return {
    errors: errorSummary(t, ways > 0 ? state : { values: {}, errors: { form: { key: given.nothing } } }),
    choose: ways > 1,
    app,
    passkey,
    mail: mail
      ? mailEnrolmentModel(t, state, { csrf, sendUrl: `${mail}-codes`, action: `${mail}-mails`, email })
      : null,
  };
}
