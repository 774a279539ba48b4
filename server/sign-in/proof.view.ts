import { type ErrorSummary, errorSummary, type Field, field, type FormState } from "../core/http/fields.ts";
import type { Translate } from "../core/i18n.ts";
import { view } from "../core/views.ts";
import { type PasskeyForm, passkeyForm } from "../passkeys/index.ts";
import type { ProofWays } from "./proofs.service.ts";

interface ProofPage {
  readonly action: string;
  readonly csrf: string;
  readonly text: string;
  readonly errors: ErrorSummary | null;
  readonly hidden: PasskeyForm["hidden"];
  readonly fields: readonly Field[];
  readonly passkey: PasskeyForm | null;
}
export const customerProof = view<ProofPage>("sign-in/customer/proof");
export const deskProof = view<ProofPage>("sign-in/agent/proof");

export function proofModel(
  t: Translate,
  errors: FormState["errors"],
  given: {
    base: string;
    action: string;
    csrf: string;
    hidden: PasskeyForm["hidden"];
    ways: ProofWays;
    email: string;
  },
): ProofPage {
  const state: FormState = { values: {}, errors };
  const { ways, csrf, action, hidden } = given;
  const fields = [
    ...(ways.password
      ? [
          field(t, state, {
            name: "current",
            label: t("sign-in.password"),
            type: "password",
            required: true,
            autocomplete: "current-password",
            autofocus: true,
          }),
        ]
      : []),
    ...(ways.code
      ? [
          field(t, state, {
            name: "code",
            label: t("sign-in.code"),
            help: t(ways.code === "app" ? "sign-in.factor.orRecovery" : "sign-in.proof.codeHelp"),
            required: ways.code === "app",
            autocomplete: "one-time-code",
            maxlength: 30,
          }),
        ]
      : []),
  ];
  return {
    action,
    csrf,
    text: [
      t(`sign-in.proof.${ways.password ? "password" : (ways.code ?? "password")}`, { email: given.email }),
      ...(hidden.some(({ name }) => name === "_held") ? [t("sign-in.proof.kept")] : []),
    ].join(" "),
    errors: errorSummary(t, state),
    hidden,
    fields,
    passkey: ways.passkey
      ? passkeyForm(t, {
          action,
          questionUrl: `${given.base}/profile/confirmation/questions`,
          csrf,
          hidden,
          label: t("sign-in.proof.passkey"),
          style: "button-secondary",
        })
      : null,
  };
}
