import { type ErrorSummary, errorSummary, type Field, field, type FormState } from "../core/http/fields.ts";
import type { Translate } from "../core/i18n.ts";
import type { Setting } from "../core/settings.ts";
import { view } from "../core/views.ts";
import { type SettingRow, settingRow, type storedSettings } from "../settings/index.ts";
import { gatewayKind } from "./gateway.settings.ts";
import type { ListedMessage } from "./messages.repository.ts";
import type { MessageState } from "./text-message.ts";
import type { Trouble } from "./trouble.service.ts";

interface TextsPage {
  readonly heading: string;
  readonly text: string;
  readonly action: string;
  readonly csrf: string;
  readonly errors: ErrorSummary | null;
  readonly status: string;
  readonly trouble: { readonly text: string; readonly answer: string | null; readonly at: Date } | null;
  readonly groups: readonly {
    readonly title: string;
    readonly text: string;
    /** What opens the fields of a gateway that is not in use; null for those that always count. */
    readonly fold: string | null;
    readonly open: boolean;
    readonly rows: readonly SettingRow[];
  }[];
  /** All rows once more, for their reset buttons. */
  readonly settings: readonly SettingRow[];
  readonly test: { readonly once: string; readonly mobile: Field };
  readonly messages: readonly {
    readonly recipient: string;
    readonly kind: string;
    readonly portal: string;
    readonly state: { readonly kind: string; readonly value: string; readonly label: string };
    readonly problem: string | null;
    readonly at: Date;
  }[];
}
export const textsPage = view<TextsPage>("text-messages/admin/text-messages");

interface Given {
  readonly settings: readonly Setting[];
  readonly stored: Awaited<ReturnType<typeof storedSettings>>;
  readonly state: FormState;
  readonly test: FormState;
  readonly action: string;
  readonly csrf: string;
  readonly once: string;
  readonly trouble: Trouble | null;
  readonly messages: readonly ListedMessage[];
}

const groups = [
  { name: "choice", keys: /\.gateway$/ },
  { name: "http", keys: /\.http/ },
  { name: "smpp", keys: /\.smpp/ },
  { name: "mail", keys: /\.mail/ },
];

export function textsModel(t: Translate, given: Given): TextsPage {
  const { settings, stored, state, trouble, messages } = given;
  const rows = settings.map((setting) => settingRow(t, setting, stored.get(setting.key), state));
  const groupOf = (key: string) => groups.find(({ keys }) => keys.test(key))?.name ?? "limits";
  return {
    heading: t("settings.section.text-messages.title"),
    text: t("settings.section.text-messages.text"),
    action: given.action,
    csrf: given.csrf,
    errors: errorSummary(t, state) ?? errorSummary(t, given.test),
    status: t(`text-messages.status.${gatewayKind.get()}`),
    trouble: trouble && {
      text: t(`text-messages.problem.${trouble.problem}`),
      answer: trouble.answer === "" ? null : t("text-messages.said", { answer: trouble.answer }),
      at: trouble.at,
    },
    groups: [...groups.map(({ name }) => name), "limits"].map((name) => {
      const own = rows.filter((_, index) => groupOf(settings[index]?.key ?? "") === name);
      const foldable = name !== "choice" && name !== "limits";
      return {
        title: t(`text-messages.group.${name}`),
        text: t(`text-messages.group.${name}Text`),
        fold: foldable ? t("text-messages.fields") : null,
        open: gatewayKind.get() === name || own.some(({ field: { error } }) => error !== null),
        rows: own,
      };
    }),
    settings: rows,
    test: {
      once: given.once,
      mobile: field(t, given.test, {
        name: "mobile",
        label: t("text-messages.test.mobile"),
        help: t("text-messages.test.help"),
        type: "tel",
        required: true,
        autocomplete: "off",
        maxlength: 40,
      }),
    },
    messages: messages.map(({ recipient, kind, portal, state: at, problem, answer, at: moment }) => ({
      recipient,
      kind: t(`text-messages.kind.${kind}`),
      portal,
      state: { ...badges[at], label: t(`text-messages.state.${at}`) },
      problem: problem && [t(`text-messages.problem.${problem}`), answer].filter(Boolean).join(" "),
      at: moment,
    })),
  };
}

const badges: Record<MessageState, { kind: string; value: string }> = {
  waiting: { kind: "status", value: "on_hold" },
  sending: { kind: "status", value: "in_progress" },
  sent: { kind: "status", value: "resolved" },
  failed: { kind: "priority", value: "urgent" },
  expired: { kind: "status", value: "closed" },
};
