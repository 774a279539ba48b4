import {
  type ErrorSummary,
  errorSummary,
  type Field,
  field,
  type FieldSpec,
  type FormState,
} from "../core/http/fields.ts";
import type { Translate } from "../core/i18n.ts";
import { view } from "../core/views.ts";
import type { Account } from "./accounts.repository.ts";
import type { Contact } from "./contacts.repository.ts";
import type { InvitationLine } from "./invitations.view.ts";

export interface ListPage<Row> {
  readonly heading: string;
  readonly base: string;
  readonly search: Field;
  readonly newUrl: string | null;
  readonly rows: readonly Row[];
  readonly empty: {
    readonly title: string;
    readonly text: string;
    readonly action: null;
    readonly image: string;
  } | null;
  readonly pagination: {
    readonly previous: string | null;
    readonly next: string | null;
    readonly label: string;
  } | null;
}
export interface ContactRow {
  readonly name: string;
  readonly email: string;
  readonly account: string;
  readonly status: string;
  readonly url: string;
}
export const contactsView = view<ListPage<ContactRow>>("accounts/agent/contacts");
export const accountsView =
  view<ListPage<{ readonly name: string; readonly description: string; readonly url: string }>>(
    "accounts/agent/accounts",
  );

export interface ContactPage {
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly mobile: string | null;
  /** Somebody else in this portal has the same number. */
  readonly mobileShared: boolean;
  readonly account: { readonly name: string; readonly url: string } | null;
  readonly status: string;
  readonly seesAccount: boolean;
  readonly requestsUrl: string;
  readonly editUrl: string | null;
  readonly base: string;
  readonly csrf: string;
  readonly errors: ErrorSummary | null;
  readonly invitation: InvitationLine | null;
  readonly invite: string | null;
  /** They have a password, and may be sent a link for a new one. */
  readonly reset: boolean;
  readonly disabled: boolean;
}
export const contactView = view<ContactPage>("accounts/agent/contact");

export interface AccountPage {
  readonly name: string;
  readonly description: string;
  readonly editUrl: string | null;
  readonly newContactUrl: string | null;
  readonly contacts: readonly ContactRow[];
  readonly moreUrl: string | null;
}
export const accountView = view<AccountPage>("accounts/agent/account");

export interface EditPage {
  readonly heading: string;
  readonly action: string;
  readonly csrf: string;
  readonly errors: ErrorSummary | null;
  readonly text: string | null;
  readonly fields: readonly Field[];
  readonly button: string;
  readonly backUrl: string;
}
export const editView = view<EditPage>("accounts/agent/edit");

/** Where a contact stands on the way in. */
export function contactStatus(t: Translate, contact: Contact): string {
  if (contact.disabledAt) return t("accounts.status.disabled");
  if (contact.loginId !== null) return t("accounts.status.signsIn");
  return t(contact.invitedAt ? "accounts.status.invited" : "accounts.status.notInvited");
}

export const contactRow = (t: Translate, base: string, contact: Contact): ContactRow => ({
  name: contact.name,
  email: contact.email,
  account: contact.accountName ?? "",
  status: contactStatus(t, contact),
  url: `${base}/contacts/${contact.id}`,
});

export const mobileField = (t: Translate, mobile: string | null): FieldSpec => ({
  name: "mobile",
  label: t("accounts.mobile"),
  help: t("accounts.mobileHelp"),
  type: "tel",
  maxlength: 40,
  value: mobile ?? "",
});

export function contactFields(
  t: Translate,
  state: FormState,
  contact: Contact | null,
  accounts: readonly Account[],
  accountId: number | null,
): Field[] {
  const make = (spec: FieldSpec) => field(t, state, spec);
  const fixed = contact !== null && contact.loginId !== null;
  return [
    make({
      name: "name",
      label: t("accounts.name"),
      required: true,
      maxlength: 120,
      value: contact?.name ?? "",
    }),
    ...(fixed
      ? []
      : [
          make({
            name: "email",
            label: t("accounts.email"),
            type: "email",
            required: true,
            value: contact?.email ?? "",
          }),
        ]),
    make({
      name: "phone",
      label: t("accounts.phone"),
      type: "tel",
      maxlength: 40,
      value: contact?.phone ?? "",
    }),
    make(mobileField(t, contact?.mobile ?? null)),
    make({
      name: "account",
      label: t("accounts.account"),
      type: "select",
      value: String(contact?.accountId ?? accountId ?? ""),
      options: [
        { value: "", label: t("accounts.noAccount") },
        ...accounts.map(({ id, name }) => ({ value: String(id), label: name })),
      ],
    }),
    make({
      name: "seesAccount",
      label: t("accounts.seesAccount"),
      type: "checkbox",
      required: true,
      value: String(contact?.seesAccount ?? false),
    }),
  ];
}

export function editModel(
  t: Translate,
  state: FormState,
  given: Omit<EditPage, "errors" | "button">,
): EditPage {
  return { ...given, errors: errorSummary(t, state), button: t("accounts.save") };
}
