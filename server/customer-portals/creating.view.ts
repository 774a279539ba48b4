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
import type { Portal } from "../portals/index.ts";
import { base } from "./customer-portals.view.ts";

export interface NewPage {
  readonly heading: string;
  readonly action: string;
  readonly csrf: string;
  readonly errors: ErrorSummary | null;
  readonly fields: readonly Field[];
  readonly hidden: Field | null;
  readonly button: string;
  readonly backUrl: string;
}
export const newPage = view<NewPage>("customer-portals/admin/new");

export interface NewParts {
  readonly t: Translate;
  readonly csrf: string;
  readonly portals: readonly Portal[];
  readonly fronts: readonly { readonly id: number; readonly name: string }[];
}

export function newModel({ t, csrf, portals, fronts }: NewParts, state: FormState): NewPage {
  const make = (spec: FieldSpec) => field(t, state, spec);
  const only = portals.length === 1 ? portals[0] : undefined;
  const choices = (rows: readonly { id: number; name: string }[]) =>
    rows.map(({ id, name }) => ({ value: String(id), label: name }));
  return {
    heading: t("customer-portals.new"),
    action: base,
    csrf,
    errors: errorSummary(t, state),
    hidden: only
      ? field(
          t,
          { values: {}, errors: {} },
          { name: "portal", label: "", type: "hidden", value: String(only.id) },
        )
      : null,
    fields: [
      make({
        name: "name",
        label: t("customer-portals.name"),
        required: true,
        maxlength: 120,
        help: t("customer-portals.nameHelp"),
      }),
      make({
        name: "slug",
        label: t("customer-portals.address"),
        required: true,
        maxlength: 40,
        help: t("customer-portals.slugHelp"),
      }),
      ...(only
        ? []
        : [
            make({
              name: "portal",
              label: t("customer-portals.portal"),
              type: "select",
              required: true,
              help: t("customer-portals.portalHelp"),
              value: String(portals[0]?.id ?? ""),
              options: choices(portals),
            }),
          ]),
      make({
        name: "copyFrom",
        label: t("customer-portals.copyFrom"),
        type: "select",
        options: [{ value: "", label: t("customer-portals.copyNothing") }, ...choices(fronts)],
      }),
    ],
    button: t("customer-portals.create"),
    backUrl: base,
  };
}
