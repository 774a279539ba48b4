import { audiences } from "../core/audience.ts";
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
import { type Announcement, lastDayOf } from "./announcement.ts";

export interface FormPage {
  readonly heading: string;
  readonly backUrl: string;
  readonly csrf: string;
  readonly once: string;
  readonly action: string;
  readonly deleteUrl: string | null;
  readonly errors: ErrorSummary | null;
  readonly fields: readonly Field[];
  readonly days: readonly Field[];
  readonly pinned: Field;
}
export const formPage = view<FormPage>("announcements/agent/form");

export function formModel(
  place: {
    readonly t: Translate;
    readonly base: string;
    readonly csrf: string;
    readonly once: string;
    readonly now: Date;
  },
  announcement: Announcement | null,
  state: FormState,
): FormPage {
  const { t, base } = place;
  const own = `${base}/announcements`;
  const make = (spec: FieldSpec) => field(t, state, spec);
  const audience = audiences.map((value) => ({ value, label: t(`announcements.audience.${value}`) }));
  return {
    heading: t(announcement ? "announcements.desk.edit" : "announcements.desk.new"),
    backUrl: own,
    csrf: place.csrf,
    once: place.once,
    action: announcement ? `${own}/${announcement.id}` : own,
    deleteUrl: announcement ? `${own}/${announcement.id}/deletion` : null,
    errors: errorSummary(t, state),
    fields: [
      make({
        name: "title",
        label: t("announcements.field.title"),
        required: true,
        maxlength: 200,
        value: announcement?.title ?? "",
      }),
      make({
        name: "body",
        label: t("announcements.field.body"),
        type: "richtext",
        required: true,
        rows: 10,
        value: announcement?.bodyHtml ?? "",
      }),
      make({
        name: "audience",
        label: t("announcements.field.audience"),
        type: "select",
        required: true,
        options: audience,
        value: announcement?.audience ?? "public",
      }),
    ],
    days: [
      make({
        name: "from",
        label: t("announcements.field.from"),
        type: "date",
        required: true,
        value: dayOf(announcement?.startsAt ?? place.now),
      }),
      make({
        name: "until",
        label: t("announcements.field.until"),
        type: "date",
        help: t("announcements.field.untilHelp"),
        value: announcement?.endsAt ? dayOf(lastDayOf(announcement.endsAt)) : "",
      }),
    ],
    pinned: make({
      name: "pinned",
      label: t("announcements.field.pinned"),
      type: "checkbox",
      value: announcement?.pinned ? "true" : "",
    }),
  };
}

const dayOf = (date: Date) => date.toISOString().slice(0, 10);
