import { type ErrorSummary, errorSummary, type Field, field, type FormState } from "../core/http/fields.ts";
import type { Translate } from "../core/i18n.ts";
import { view } from "../core/views.ts";
import { browserName } from "./browser-name.ts";
import { newPasswordField } from "./passwords.view.ts";
import type { OpenSession } from "./sessions.repository.ts";

export interface ProfilePage {
  readonly base: string;
  readonly csrf: string;
  readonly email: string;
  readonly errors: ErrorSummary | null;
  readonly details: readonly Field[];
  readonly password: readonly Field[];
  readonly sessions: readonly {
    readonly id: string;
    readonly what: string;
    readonly address: string;
    readonly since: Date;
    readonly active: Date | null;
    readonly here: boolean;
  }[];
  readonly others: boolean;
  readonly secondFactor: string | null;
  readonly passkeys: string;
}
export const customerProfile = view<ProfilePage>("sign-in/customer/profile");
export const deskProfile = view<ProfilePage>("sign-in/agent/profile");

interface Given {
  readonly base: string;
  readonly csrf: string;
  readonly name: string;
  /** Null for agents, who have none. */
  readonly phone: string | null;
  readonly mobile: string | null;
  readonly email: string;
  readonly sessions: readonly OpenSession[];
  readonly session: string;
  readonly secondFactor: string | null;
  readonly passkeys: number;
}

export function profileModel(t: Translate, state: FormState, given: Given): ProfilePage {
  const { base, csrf, email, sessions, session } = given;
  return {
    base,
    csrf,
    email,
    errors: errorSummary(t, state),
    details: [
      field(t, state, {
        name: "name",
        label: t("sign-in.profile.name"),
        value: given.name,
        required: true,
        autocomplete: "name",
        maxlength: 120,
      }),
      ...(given.phone === null
        ? []
        : [
            field(t, state, {
              name: "phone",
              label: t("sign-in.profile.phone"),
              type: "tel",
              value: given.phone,
              autocomplete: "tel",
              maxlength: 40,
            }),
          ]),
      field(t, state, {
        name: "mobile",
        label: t("accounts.mobile"),
        help: t("accounts.mobileHelp"),
        type: "tel",
        value: given.mobile ?? "",
        autocomplete: "tel",
        maxlength: 40,
      }),
    ],
    password: [
      field(t, state, {
        name: "current",
        label: t("sign-in.profile.current"),
        type: "password",
        required: true,
        autocomplete: "current-password",
      }),
      newPasswordField(t, state),
    ],
    sessions: sessions.map(({ id, userAgent, address, createdAt, lastActiveAt }) => ({
      id,
      what: browserName(t, userAgent),
      address,
      since: createdAt,
      active: lastActiveAt,
      here: id === session,
    })),
    secondFactor: given.secondFactor,
    passkeys: t("passkeys.line", { count: given.passkeys }),
    others: sessions.some(({ id }) => id !== session),
  };
}
