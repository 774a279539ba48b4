import type { Translate } from "../core/i18n.ts";
import { view } from "../core/views.ts";
import { base } from "./directory.view.ts";
import { type Directory, DirectoryError } from "./directory.ts";
import { looksWrong, type Step } from "./plan.ts";

interface PreviewPage {
  readonly heading: string;
  readonly problem: string | null;
  readonly warning: string | null;
  readonly groups: readonly {
    readonly title: string;
    readonly rows: readonly { readonly who: string; readonly note: string | null }[];
    readonly more: string | null;
  }[];
  readonly same: string;
  readonly action: string | null;
  readonly backUrl: string;
  readonly csrf: string;
}
export const previewPage = view<PreviewPage>("directory/admin/preview");

const shown = 100;
const order = ["create", "change", "deactivate", "skip"] as const;

/** What an import would do, before anything is done. */
export function previewModel(
  t: Translate,
  directory: Directory,
  steps: readonly Step[] | DirectoryError,
  csrf: string,
): PreviewPage {
  const failed = steps instanceof DirectoryError;
  const all = failed ? [] : steps;
  return {
    heading: t("directory.previewOf", { name: directory.name }),
    problem: failed ? t(`directory.problem.${steps.problem}`) : null,
    warning: looksWrong(all) ? t("directory.looksWrong") : null,
    groups: order.flatMap((action) => {
      const some = all.filter((step) => step.action === action);
      if (some.length === 0) return [];
      return {
        title: t(`directory.would.${action}`, { count: some.length }),
        rows: some.slice(0, shown).map((step) => row(t, step)),
        more: some.length > shown ? t("directory.more", { count: some.length - shown }) : null,
      };
    }),
    same: t("directory.same", { count: all.filter(({ action }) => action === "same").length }),
    action: !failed && directory.enabled ? `${base}/${directory.id}/approvals` : null,
    backUrl: `${base}/${directory.id}`,
    csrf,
  };
}

const who = (name: string, email: string): string => (email === "" ? name : `${name} <${email}>`);

function row(t: Translate, step: Step): { who: string; note: string | null } {
  switch (step.action) {
    case "create":
      return {
        who: who(step.entry.name, step.entry.email),
        note: step.vouches || !step.standing ? null : t("directory.keepsPassword"),
      };
    case "change":
    case "same":
      return {
        who: who(step.standing.name, step.standing.email),
        note: [
          ...step.changes.map((name) => t(`directory.change.${name}`)),
          ...(step.vouches ? [] : [t("directory.keepsPassword")]),
        ].join(" · "),
      };
    case "deactivate":
      return { who: who(step.standing.name, step.standing.email), note: null };
    case "skip":
      return { who: who(step.name, step.email), note: t(`directory.skip.${step.reason}`) };
  }
}
