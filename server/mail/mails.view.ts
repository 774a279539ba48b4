import { errorSummary, type ErrorSummary, field, type Field, type FormState } from "../core/http/fields.ts";
import type { Translate } from "../core/i18n.ts";
import { view } from "../core/views.ts";
import { type MailState, mailStates } from "./mail.ts";
import type { MailSettings } from "./mail.settings.ts";
import type { ListedMail } from "./mails.repository.ts";

export const pageSize = 50;
export const countedTo = 999;

interface Badge {
  readonly kind: "status" | "priority";
  readonly value: string;
  readonly label: string;
}
interface MailRow {
  readonly id: number;
  readonly subject: string;
  readonly recipient: string;
  readonly recipientName: string;
  readonly portal: string;
  readonly kind: string;
  readonly state: Badge;
  readonly attempts: number;
  readonly error: string | null;
  readonly at: Date;
  readonly atLabel: string;
  readonly againUrl: string | null;
  readonly againLabel: string;
}
interface MailsPage {
  readonly csrf: string;
  readonly smtp: { readonly configured: boolean; readonly text: string };
  readonly filters: readonly { label: string; url: string; current: boolean; count: string | null }[];
  readonly mails: readonly MailRow[];
  readonly empty: { title: string; text: string; action: null; image: null };
  readonly pagination: { previous: string | null; next: string | null; label: string } | null;
  readonly errors: ErrorSummary | null;
  readonly test: { url: string; once: string; email: Field };
}
export const mailsPage = view<MailsPage>("mail/admin/mails");

interface Parts {
  readonly t: Translate;
  readonly base: string;
  readonly csrf: string;
  readonly once: string;
  readonly form: FormState;
  readonly settings: MailSettings;
  readonly query: { state: MailState | null; before: number | null; after: number | null };
  /** One more than a page when there are more. */
  readonly mails: readonly ListedMail[];
  readonly counts: readonly { state: MailState; count: number | null }[];
}

export function mailsModel({ t, base, csrf, once, form, settings, query, mails, counts }: Parts): MailsPage {
  const url = `${base}/mail`;
  const address = (given: Record<string, string | number | null>) => {
    const pairs = Object.entries(given).filter(([, value]) => value !== null);
    return pairs.length === 0
      ? url
      : `${url}?${new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString()}`;
  };
  const more = mails.length > pageSize;
  // Read upwards, the one too many is the first.
  const shown = query.after === null ? mails.slice(0, pageSize) : mails.slice(-pageSize);
  const { state } = query;
  const newer = query.after === null ? query.before !== null : more;
  const older = query.after === null ? more : true;
  const [first, last] = [shown[0], shown.at(-1)];
  const previous = newer && first ? address({ state, after: first.id }) : null;
  const next = older && last ? address({ state, before: last.id }) : null;
  return {
    csrf,
    smtp: smtpState(t, settings),
    filters: [null, ...mailStates].map((each) => ({
      label: t(each === null ? "mail.all" : `mail.state.${each}`),
      url: address({ state: each }),
      current: each === state,
      count: countText(counts.find((counted) => counted.state === each)?.count ?? null),
    })),
    mails: shown.map((mail) => row(t, url, mail)),
    empty: { title: t("mail.empty.title"), text: t("mail.empty.text"), action: null, image: null },
    pagination: previous !== null || next !== null ? { previous, next, label: t("mail.pages") } : null,
    errors: errorSummary(t, form),
    test: {
      url: `${url}/tests`,
      once,
      email: field(t, form, {
        name: "email",
        label: t("mail.test.email"),
        type: "email",
        required: true,
        maxlength: 254,
      }),
    },
  };
}

function smtpState(t: Translate, { smtpUrl, from }: MailSettings): MailsPage["smtp"] {
  if (smtpUrl === null) return { configured: false, text: t("mail.smtp.missing") };
  return { configured: true, text: t("mail.smtp.configured", { server: new URL(smtpUrl).host, from }) };
}

const countText = (count: number | null) =>
  count === null || count === 0 ? null : count > countedTo ? `${countedTo}+` : String(count);

const badges: Record<MailState, Pick<Badge, "kind" | "value">> = {
  waiting: { kind: "status", value: "on_hold" },
  sending: { kind: "status", value: "in_progress" },
  sent: { kind: "status", value: "resolved" },
  failed: { kind: "priority", value: "urgent" },
};
const kinds = new Set([
  ...["request-received", "new-request", "reply-added", "assigned", "status-changed"],
  ...[
    "guest-confirmation",
    "invitation",
    "password-reset",
    "sign-in-code",
    "security-notice",
    "text-gateway",
    "test",
  ],
]);

function row(t: Translate, url: string, mail: ListedMail): MailRow {
  const { id, subject, recipient, recipientName, portal, kind, state, attempts, lastError } = mail;
  const mayTryAgain = state === "failed" || state === "waiting";
  // What was never tried is due at once, which is no moment to show.
  const next = mail.dueAt > mail.createdAt ? mail.dueAt : mail.createdAt;
  const at = state === "sent" ? (mail.sentAt ?? mail.dueAt) : state === "failed" ? mail.createdAt : next;
  return {
    id,
    subject,
    recipient,
    recipientName,
    portal,
    kind: kinds.has(kind) ? t(`mail.kind.${kind}`) : kind,
    state: { ...badges[state], label: t(`mail.state.${state}`) },
    attempts,
    error: lastError,
    at,
    atLabel: t(`mail.at.${state}`),
    againUrl: mayTryAgain ? `${url}/${id}/attempts` : null,
    againLabel: t("mail.again.label", { subject }),
  };
}
