import type { Translate } from "../core/i18n.ts";
import { type ErrorSummary, errorSummary, type Field, field, type FormState } from "../core/http/fields.ts";
import { view } from "../core/views.ts";
import { shortest } from "./passwords.settings.ts";
import type { Support } from "../core/http/support.ts";

/** One card: a heading, a sentence, a form. */
export interface CardPage {
  readonly heading: string;
  readonly text: string;
  readonly action: string;
  readonly csrf: string;
  readonly token: string;
  /** Whose password is chosen: for password managers, and for the advice about it. */
  readonly username: string | null;
  readonly errors: ErrorSummary | null;
  readonly fields: readonly Field[];
  readonly button: string;
  readonly back: { readonly label: string; readonly url: string };
  readonly support: Support | null;
}
export const cardPage = view<CardPage>("sign-in/customer/card");

/** One card that only says something. */
export interface MessagePage {
  readonly heading: string;
  readonly text: string;
  readonly link: { readonly label: string; readonly url: string };
  readonly support: Support | null;
}
export const messagePage = view<MessagePage>("sign-in/customer/message");

interface Given {
  readonly base: string;
  readonly csrf: string;
  readonly support: Support | null;
}

export function forgotModel(t: Translate, state: FormState, { base, csrf, support }: Given): CardPage {
  return {
    heading: t("sign-in.forgot"),
    text: t("sign-in.forgotText"),
    action: `${base}/forgot-password`,
    csrf,
    token: "",
    username: null,
    errors: errorSummary(t, state),
    fields: [
      field(t, state, {
        name: "email",
        label: t("sign-in.email"),
        type: "email",
        required: true,
        autocomplete: "username",
        autofocus: true,
      }),
    ],
    button: t("sign-in.forgotButton"),
    back: { label: t("sign-in.backToSignIn"), url: `${base}/login` },
    support,
  };
}

export function newPasswordField(t: Translate, state: FormState, label = t("sign-in.newPassword")): Field {
  return field(t, state, {
    name: "password",
    label,
    type: "password",
    required: true,
    autocomplete: "new-password",
    minlength: shortest.get(),
    help: t("sign-in.passwordHelp", { min: shortest.get() }),
  });
}

/** A new password by a link: after a reset, or as an invitation's first. */
export function choosePasswordModel(
  t: Translate,
  state: FormState,
  given: Given & { kind: "reset" | "invitation"; token: string; email: string; portal: string },
): CardPage {
  const { base, csrf, support, kind } = given;
  return {
    heading: t(`sign-in.${kind}.heading`, { portal: given.portal }),
    text: t(`sign-in.${kind}.text`, { email: given.email }),
    action: `${base}/${kind === "reset" ? "reset-password" : "invitation"}`,
    csrf,
    token: given.token,
    username: given.email,
    errors: errorSummary(t, state),
    fields: [newPasswordField(t, state)],
    button: t(`sign-in.${kind}.button`),
    back: { label: t("sign-in.backToSignIn"), url: `${base}/login` },
    support,
  };
}

/** A temporary password, or one that is too old, gives way to a new one. */
export function mustChangeModel(
  t: Translate,
  state: FormState,
  { base, csrf, support, email }: Given & { email: string },
): CardPage {
  return {
    heading: t("sign-in.mustChange.heading"),
    text: t("sign-in.mustChange.text", { email }),
    action: `${base}/login/new-passwords`,
    csrf,
    token: "",
    username: email,
    errors: errorSummary(t, state),
    fields: [newPasswordField(t, state)],
    button: t("sign-in.reset.button"),
    back: { label: t("sign-in.backToSignIn"), url: `${base}/login` },
    support,
  };
}
