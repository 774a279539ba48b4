import { type ErrorSummary, errorSummary, type Field, field, type FormState } from "../core/http/fields.ts";
import type { Translate } from "../core/i18n.ts";
import { view } from "../core/views.ts";
import type { Passkey } from "./passkeys.repository.ts";
import type { RelyingParty } from "./relying-party.ts";

/** What views/passkeys/form.hbs draws: a button behind which the browser asks for a passkey. Shown where the browser can. */
export interface PasskeyForm {
  /** Where the answer goes. */
  readonly action: string;
  /** Where the browser gets its question. */
  readonly questionUrl: string;
  readonly ceremony: "get" | "create";
  /** Offers passkeys in the list that opens at the e-mail field. */
  readonly autofill: boolean;
  readonly csrf: string;
  readonly hidden: readonly { readonly name: string; readonly value: string }[];
  readonly fields: readonly Field[];
  readonly label: string;
  readonly style: string;
  /** Said when the person or the browser gave up, and when the device has one already. */
  readonly refused: string;
  readonly known: string;
}

export function passkeyForm(
  t: Translate,
  given: Pick<PasskeyForm, "action" | "questionUrl" | "csrf"> &
    Partial<Pick<PasskeyForm, "ceremony" | "autofill" | "hidden" | "fields" | "label" | "style">>,
): PasskeyForm {
  return {
    ceremony: "get",
    autofill: false,
    hidden: [],
    fields: [],
    label: t("passkeys.use"),
    style: "button-secondary button-block",
    refused: t("passkeys.refused"),
    known: t("passkeys.known"),
    ...given,
  };
}

interface PasskeysPage {
  readonly base: string;
  readonly csrf: string;
  readonly errors: ErrorSummary | null;
  /** Null where passkeys cannot work; `why` says so. */
  readonly add: PasskeyForm | null;
  readonly why: string;
  readonly passkeys: readonly {
    readonly id: number;
    readonly name: Field;
    readonly rename: string;
    readonly remove: string;
    readonly created: Date;
    readonly used: Date | null;
    /** Where it works, when that is not here. */
    readonly elsewhere: string | null;
  }[];
}
export const customerPasskeys = view<PasskeysPage>("passkeys/customer/passkeys");
export const deskPasskeys = view<PasskeysPage>("passkeys/agent/passkeys");

export function passkeysModel(
  t: Translate,
  state: FormState,
  given: {
    base: string;
    csrf: string;
    site: RelyingParty | null;
    suggestion: string;
    passkeys: readonly Passkey[];
  },
): PasskeysPage {
  const { base, csrf, site, passkeys } = given;
  const name = { name: "name", label: t("passkeys.name"), required: true, maxlength: 80 };
  const nameOfNew = { ...name, help: t("passkeys.nameHelp"), value: given.suggestion };
  return {
    base,
    csrf,
    errors: errorSummary(t, state),
    add: site
      ? passkeyForm(t, {
          action: `${base}/profile/passkeys`,
          questionUrl: `${base}/profile/passkeys/questions`,
          ceremony: "create",
          csrf,
          fields: [field(t, state, nameOfNew)],
          label: t("passkeys.add"),
          style: "",
        })
      : null,
    why: t("passkeys.notHere"),
    passkeys: passkeys.map((passkey) => ({
      id: passkey.id,
      name: {
        ...field(t, { values: {}, errors: {} }, { ...name, value: passkey.name }),
        id: `field-name-${passkey.id}`,
      },
      rename: t("passkeys.renameOne", { name: passkey.name }),
      remove: t("passkeys.removeOne", { name: passkey.name }),
      created: passkey.createdAt,
      used: passkey.lastUsedAt,
      elsewhere: site?.id === passkey.rpId ? null : t("passkeys.elsewhere", { host: passkey.rpId }),
    })),
  };
}
