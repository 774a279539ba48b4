import { type ErrorSummary, errorSummary, type Field, field, type FormState } from "../core/http/fields.ts";
import type { Translate } from "../core/i18n.ts";
import { view } from "../core/views.ts";
import { type PasskeyForm, passkeyForm } from "../passkeys/index.ts";
import type { Method } from "./second-step-method.ts";
import type { Support } from "../core/http/support.ts";

/** The field for a code, wherever it comes from. */
export const codeField = (t: Translate, state: FormState, help: string | null, autofocus = true): Field =>
  field(t, state, {
    name: "code",
    label: t("sign-in.code"),
    required: true,
    autocomplete: "one-time-code",
    maxlength: 30,
    autofocus,
    ...(help === null ? {} : { help }),
  });

interface SecondStepPage {
  readonly action: string;
  readonly csrf: string;
  readonly text: string;
  readonly errors: ErrorSummary | null;
  readonly code: Field;
  readonly via: string;
  readonly trust: Field | null;
  readonly button: string;
  readonly passkey: PasskeyForm | null;
  /** Sends a code by mail. */
  readonly mail: { readonly action: string; readonly label: string } | null;
  readonly otherUrl: string;
  readonly support: Support | null;
}
export const secondStepPage = view<SecondStepPage>("sign-in/customer/second-step");

export function secondStepModel(
  t: Translate,
  state: FormState,
  given: {
    base: string;
    csrf: string;
    days: number;
    methods: readonly Method[];
    passkey: boolean;
    email: string;
    minutes: number;
    support: Support | null;
  },
): SecondStepPage {
  const { base, csrf, email, minutes } = given;
  const mailed = state.values.via === "mail";
  const asks = mailed
    ? "mailed"
    : given.methods.includes("app")
      ? "askText"
      : given.passkey
        ? "askPasskey"
        : "askMail";
  const trust =
    given.days === 0
      ? null
      : field(t, state, {
          name: "trust",
          label: t("sign-in.factor.trust", { days: given.days }),
          type: "checkbox",
        });
  return {
    action: `${base}/login/second-steps`,
    csrf,
    text: t(`sign-in.factor.${asks}`, { email, minutes }),
    errors: errorSummary(t, state),
    code: codeField(
      t,
      state,
      t(
        asks === "askPasskey" || asks === "askMail"
          ? "sign-in.factor.recoveryHelp"
          : "sign-in.factor.orRecovery",
      ),
      asks !== "askPasskey",
    ),
    via: mailed ? "mail" : "",
    // Stands once, in the form that most people will use.
    trust: asks === "askPasskey" ? null : trust,
    button: asks === "askPasskey" ? "button-secondary" : "",
    passkey: given.passkey
      ? passkeyForm(t, {
          action: `${base}/login/second-step-passkeys`,
          questionUrl: `${base}/login/second-step-questions`,
          csrf,
          fields: asks === "askPasskey" && trust ? [trust] : [],
          label: t("sign-in.factor.usePasskey"),
          style: asks === "askPasskey" ? "button-block" : "button-secondary button-block",
        })
      : null,
    mail: given.methods.includes("mail")
      ? {
          action: `${base}/login/second-step-codes`,
          label: t(mailed ? "sign-in.anotherCode" : "sign-in.factor.sendCode"),
        }
      : null,
    otherUrl: `${base}/login`,
    support: given.support,
  };
}
