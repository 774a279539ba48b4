import { type ErrorSummary, errorSummary, type Field, field, type FormState } from "../core/http/fields.ts";
import type { Translate } from "../core/i18n.ts";
import { view } from "../core/views.ts";
import type { Portal } from "../portals/index.ts";
import { fieldsOf } from "./directory-fields.view.ts";
import type { Tested } from "./directories.service.ts";
import type { Directory } from "./directory.ts";
import type { Outcome } from "./importing.service.ts";

export const base = "/admin/general-settings/directories";

interface DirectoriesPage {
  readonly newUrl: string;
  readonly directories: readonly {
    readonly name: string;
    readonly url: string;
    readonly people: string;
    readonly status: string;
    readonly outcome: string;
  }[];
  readonly empty: { title: string; text: string; action: null; image: null };
}
export const directoriesPage = view<DirectoriesPage>("directory/admin/directories");

interface DirectoryPage {
  readonly heading: string;
  readonly errors: ErrorSummary | null;
  readonly action: string;
  readonly csrf: string;
  readonly groups: readonly {
    readonly title: string;
    readonly text: string;
    readonly fields: readonly Field[];
  }[];
  readonly backUrl: string;
  readonly existing: {
    readonly away: { readonly text: string; readonly since: Date } | null;
    readonly tested: {
      readonly good: boolean;
      readonly text: string;
      readonly people: readonly string[];
    } | null;
    readonly outcome: string;
    readonly importedAt: Date | null;
    readonly previewUrl: string;
    readonly mayImport: boolean;
  } | null;
}
export const directoryPage = view<DirectoryPage>("directory/admin/directory");

export function directoriesModel(
  t: Translate,
  directories: readonly Directory[],
  portals: readonly Portal[],
): DirectoriesPage {
  return {
    newUrl: `${base}/new`,
    directories: directories.map((directory) => ({
      name: directory.name,
      url: `${base}/${directory.id}`,
      people: t(`directory.${directory.people}Of`, {
        portal: portals.find(({ id }) => id === directory.portalId)?.name ?? "",
      }),
      status: t(
        directory.enabled ? (directory.awaySince ? "directory.away" : "directory.on") : "directory.off",
      ),
      outcome: outcomeText(t, directory),
    })),
    empty: { title: t("directory.none"), text: t("directory.noneText"), action: null, image: null },
  };
}

/** What the last import led to, in a sentence. */
export function outcomeText(t: Translate, { outcome, approvedAt }: Directory): string {
  if (outcome === "") return t(approvedAt ? "directory.notYet" : "directory.previewNeeded");
  const last = JSON.parse(outcome) as Outcome;
  if (last.kind === "problem")
    return last.problem === "looks-wrong"
      ? t("directory.looksWrong")
      : t("directory.importFailed", { problem: t(`directory.problem.${last.problem}`) });
  return t("directory.imported", { ...last.counts });
}

interface Given {
  readonly directory: Directory | null;
  readonly portals: readonly Portal[];
  readonly tested: Tested | null;
  readonly csrf: string;
}

export function directoryModel(t: Translate, state: FormState, given: Given): DirectoryPage {
  const { directory, tested } = given;
  return {
    heading: directory?.name ?? t("directory.new"),
    errors: errorSummary(t, state),
    action: directory ? `${base}/${directory.id}` : base,
    csrf: given.csrf,
    groups: Object.entries(fieldsOf(t, given)).map(([name, specs]) => ({
      title: t(`directory.group.${name}`),
      text: t(`directory.group.${name}Text`),
      fields: specs.map((spec) => field(t, state, spec)),
    })),
    backUrl: base,
    existing: directory && {
      away: directory.awaySince && {
        text: t(`directory.problem.${directory.awayProblem || "fault"}`),
        since: directory.awaySince,
      },
      tested: tested && testedModel(t, tested),
      outcome: outcomeText(t, directory),
      importedAt: directory.importedAt,
      previewUrl: `${base}/${directory.id}/preview`,
      mayImport: directory.enabled && directory.approvedAt !== null,
    },
  };
}

function testedModel(t: Translate, tested: Tested) {
  if (tested.kind === "problem") {
    const problem = t(`directory.problem.${tested.problem}`);
    const said = tested.words === "" ? "" : ` ${t("directory.said", { words: tested.words })}`;
    return { good: false, text: problem + said, people: [] };
  }
  return {
    good: true,
    text: t("directory.found", { count: tested.count }),
    people: tested.first.map(({ name, email, dn }) => `${name || dn} <${email || t("directory.noMail")}>`),
  };
}
