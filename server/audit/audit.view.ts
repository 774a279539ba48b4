import { type Field, field } from "../core/http/fields.ts";
import type { Translate } from "../core/i18n.ts";
import { view } from "../core/views.ts";
import type { ListedEvent } from "./audit.repository.ts";
import type { TrailQuery } from "./audit.schema.ts";
import { auditKinds } from "./trail.ts";

export const pageSize = 50;

interface TrailPage {
  readonly filters: readonly Field[];
  readonly csvUrl: string;
  readonly events: readonly {
    readonly at: Date;
    readonly what: string;
    readonly reason: string | null;
    readonly who: string;
    readonly place: string;
    readonly address: string;
  }[];
  readonly empty: { title: string; text: string; action: null; image: null };
  readonly pagination: { previous: string | null; next: string | null; label: string } | null;
}
export const trailPage = view<TrailPage>("audit/admin/trail");

/** @param events one more than a page when there are more. */
export function trailModel(t: Translate, query: TrailQuery, events: readonly ListedEvent[]): TrailPage {
  const given = Object.entries(query).filter(
    (entry): entry is [string, string] => entry[0] !== "before" && Boolean(entry[1]),
  );
  const address = (path: string, more: Record<string, string> = {}) => {
    const text = new URLSearchParams([...given, ...Object.entries(more)]).toString();
    return `/admin/audit${path}${text === "" ? "" : `?${text}`}`;
  };
  const shown = events.slice(0, pageSize);
  const last = shown.at(-1);
  const next = events.length > pageSize && last ? address("", { before: String(last.id) }) : null;
  const previous = query.before === null ? null : address("");
  const make = (name: "who" | "address" | "from" | "to", type: "search" | "date") =>
    field(
      t,
      { values: {}, errors: {} },
      { name, type, label: t(`audit.${name}`), required: true, value: query[name] ?? "" },
    );
  const kinds = [
    { value: "", label: t("audit.everything") },
    ...auditKinds.map((value) => ({ value, label: t(`audit.kind.${value}`) })),
  ];
  return {
    filters: [
      make("who", "search"),
      field(
        t,
        { values: {}, errors: {} },
        {
          name: "kind",
          label: t("audit.what"),
          type: "select",
          required: true,
          options: kinds,
          value: query.kind ?? "",
        },
      ),
      make("address", "search"),
      make("from", "date"),
      make("to", "date"),
    ],
    csvUrl: address("/export.csv"),
    events: shown.map((event) => ({
      at: event.at,
      what: t(`audit.kind.${event.kind}`),
      reason: event.reason === "" ? null : t(`audit.reason.${event.reason}`),
      who: event.who,
      place: event.place,
      address: event.address,
    })),
    empty: { title: t("audit.empty.title"), text: t("audit.empty.text"), action: null, image: null },
    pagination: previous !== null || next !== null ? { previous, next, label: t("audit.pages") } : null,
  };
}
