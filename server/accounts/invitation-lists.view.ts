import { type ErrorSummary, errorSummary, type Field, field, type FormState } from "../core/http/fields.ts";
import type { Translate } from "../core/i18n.ts";
import { view } from "../core/views.ts";
import type { Account } from "./accounts.repository.ts";
import { type CheckedLine, longestList } from "./invitation-lists.service.ts";

interface ListPage {
  readonly csrf: string;
  readonly errors: ErrorSummary | null;
  readonly fields: readonly Field[];
  readonly file: Field;
}
export const listPage = view<ListPage>("accounts/admin/invitation-list");

interface Named {
  readonly id: number;
  readonly name: string;
}

/** @param accounts those of the only portal; with several portals the list's own column names them. */
export function listModel(
  t: Translate,
  state: FormState,
  csrf: string,
  { portals, accounts }: { portals: readonly Named[]; accounts: readonly Account[] },
): ListPage {
  const options = (rows: readonly Named[]) =>
    rows.map(({ id, name }) => ({ value: String(id), label: name }));
  return {
    csrf,
    errors: errorSummary(t, state),
    fields: [
      field(t, state, {
        name: "portal",
        label: t("accounts.invitations.portal"),
        type: portals.length > 1 ? "select" : "hidden",
        required: true,
        value: String(portals[0]?.id ?? ""),
        options: options(portals),
      }),
      ...(portals.length === 1 && accounts.length > 0
        ? [
            field(t, state, {
              name: "account",
              label: t("accounts.account"),
              type: "select",
              options: [{ value: "", label: t("accounts.noAccount") }, ...options(accounts)],
            }),
          ]
        : []),
      field(t, state, {
        name: "list",
        label: t("accounts.lists.list"),
        type: "textarea",
        rows: 8,
        help: t("accounts.lists.listHelp", { max: longestList }),
        placeholder: "Ana Ruiz <ana.ruiz@example.com>",
      }),
    ],
    file: field(t, state, {
      name: "attachments",
      label: t("accounts.lists.file"),
      type: "file",
      accept: ".csv,text/csv,text/plain",
      help: t("accounts.lists.fileHelp"),
    }),
  };
}

interface PreviewPage {
  readonly csrf: string;
  readonly errors: ErrorSummary | null;
  readonly text: string;
  readonly left: string | null;
  readonly problems: readonly { readonly line: string; readonly email: string; readonly problem: string }[];
  readonly people: readonly {
    readonly name: string;
    readonly email: string;
    readonly account: string;
    readonly known: boolean;
  }[];
  readonly hidden: readonly Field[];
  readonly button: string | null;
}
export const previewPage = view<PreviewPage>("accounts/admin/invitation-preview");

export function previewModel(
  t: Translate,
  state: FormState,
  csrf: string,
  given: {
    lines: readonly CheckedLine[];
    portal: Named;
    accounts: readonly Account[];
    list: string;
    account: string;
    once: string;
  },
): PreviewPage {
  const good = given.lines.filter(({ problem }) => problem === null);
  const bad = given.lines.filter(({ problem }) => problem !== null);
  const accountName = (id: number | null) => given.accounts.find((account) => account.id === id)?.name ?? "";
  const keep = (name: string, value: string): Field =>
    field(t, { values: {}, errors: {} }, { name, label: name, type: "hidden", value });
  return {
    csrf,
    errors: errorSummary(t, state),
    text: t("accounts.lists.willInvite", { count: good.length, portal: given.portal.name }),
    left: bad.length > 0 ? t("accounts.lists.leftOut", { count: bad.length }) : null,
    problems: bad.map(({ line, email, problem }) => ({
      line: t("accounts.lists.line", { line }),
      email,
      problem: t(problem ?? ""),
    })),
    people: good.map(({ name, email, accountId, known }) => ({
      name,
      email,
      account: accountName(accountId),
      known: known !== null,
    })),
    hidden: [
      keep("portal", String(given.portal.id)),
      keep("account", given.account),
      keep("list", given.list),
      keep("_once", given.once),
      keep("shown", String(good.length)),
    ],
    button: good.length > 0 ? t("accounts.lists.invite", { count: good.length }) : null,
  };
}
