import { type ErrorSummary, errorSummary, type Field, field, type FormState } from "../core/http/fields.ts";
import type { Translate } from "../core/i18n.ts";
import { view } from "../core/views.ts";
import type { Portal } from "../portals/index.ts";
import { assertionsUrl, callbackUrl, kinds, logoutUrl, metadataUrl, type Provider } from "./provider.ts";
import { connectionFields, peopleFields, type ProviderParts, trustFields } from "./provider-fields.view.ts";

export const base = "/admin/general-settings/single-sign-on";

interface ProvidersPage {
  readonly providers: readonly {
    readonly name: string;
    readonly url: string;
    readonly kind: string;
    readonly whom: string;
    readonly status: string;
    readonly problem: { readonly text: string; readonly at: Date } | null;
  }[];
  readonly links: readonly { readonly label: string; readonly url: string }[];
  readonly empty: { title: string; text: string; action: null; image: null };
}
export const providersPage = view<ProvidersPage>("single-sign-on/admin/providers");

export function providersModel(
  t: Translate,
  providers: readonly Provider[],
  portals: readonly Portal[],
): ProvidersPage {
  return {
    providers: providers.map((provider) => ({
      name: provider.name,
      url: `${base}/${provider.id}`,
      kind: t(`single-sign-on.kind.${provider.kind}`),
      whom: [
        ...(provider.forAgents ? [t("single-sign-on.agents")] : []),
        ...portals.filter(({ id }) => provider.portalIds.includes(id)).map(({ name }) => name),
      ].join(", "),
      status: t(provider.enabled ? "single-sign-on.on" : "single-sign-on.off"),
      problem: problemOf(t, provider),
    })),
    links: kinds.map((kind) => ({
      label: t(`single-sign-on.new.${kind}`),
      url: `${base}/new?kind=${kind}`,
    })),
    empty: {
      title: t("single-sign-on.none"),
      text: t("single-sign-on.noneText"),
      action: null,
      image: null,
    },
  };
}

const problemOf = (t: Translate, { lastProblem, lastProblemAt }: Provider) =>
  lastProblem && lastProblemAt
    ? { text: t(`single-sign-on.problem.${lastProblem}`), at: lastProblemAt }
    : null;

interface ProviderPage {
  readonly heading: string;
  readonly action: string;
  readonly csrf: string;
  readonly errors: ErrorSummary | null;
  readonly groups: readonly {
    readonly title: string;
    readonly text: string;
    readonly fields: readonly Field[];
  }[];
  readonly kind: Provider["kind"];
  readonly backUrl: string;
  /** The form for a provider's metadata file; null where the protocol has none. */
  readonly metadata: { readonly action: string; readonly id: string; readonly field: Field } | null;
  readonly existing: {
    readonly addresses: readonly { readonly label: string; readonly value: string }[];
    readonly problem: { readonly text: string; readonly at: Date } | null;
    readonly checks:
      readonly { readonly ok: boolean; readonly text: string; readonly cause: string | null }[] | null;
    readonly people: readonly {
      readonly id: number;
      readonly email: string;
      readonly usedAt: Date;
      readonly label: string;
    }[];
  } | null;
}
export const providerPage = view<ProviderPage>("single-sign-on/admin/provider");

export function providerModel(
  t: Translate,
  state: FormState,
  csrf: string,
  parts: ProviderParts,
): ProviderPage {
  const { provider } = parts;
  const group = (key: string, fields: readonly Field[]) => ({
    title: t(`single-sign-on.group.${key}`),
    text: t(`single-sign-on.group.${key}Text`),
    fields,
  });
  return {
    heading: provider?.name ?? t(`single-sign-on.new.${parts.kind}`),
    action: provider ? `${base}/${provider.id}` : base,
    csrf,
    errors: errorSummary(t, state),
    groups: [
      group("connection", connectionFields(t, state, parts)),
      group("people", peopleFields(t, state, parts)),
      group("trust", trustFields(t, state, parts)),
    ],
    kind: parts.kind,
    backUrl: base,
    metadata:
      parts.kind === "saml"
        ? {
            action: `${base}/metadata-files`,
            id: String(provider?.id ?? ""),
            field: field(t, state, {
              name: "attachments",
              label: t("single-sign-on.metadataFile"),
              help: t("single-sign-on.help.metadataFile"),
              type: "file",
              accept: ".xml,application/xml,text/xml,application/samlmetadata+xml",
              required: true,
            }),
          }
        : null,
    existing: provider && {
      addresses: addressesOf(provider).map(([key, value]) => ({ label: t(`single-sign-on.${key}`), value })),
      problem: problemOf(t, provider),
      checks:
        parts.checks?.map(({ what, problem, values }) => ({
          ok: problem === null,
          text: t(`single-sign-on.check.${what}`, values),
          cause: problem === null ? null : t(`single-sign-on.problem.${problem}`, values),
        })) ?? null,
      people: parts.people.map(({ id, email, usedAt }) => ({
        id,
        email,
        usedAt,
        label: t("single-sign-on.unlinkLabel", { email }),
      })),
    },
  };
}

const addressesOf = (provider: Provider): readonly (readonly [string, string])[] =>
  provider.kind === "oidc"
    ? [["redirectAddress", callbackUrl(provider)]]
    : [
        ["metadataAddress", metadataUrl(provider)],
        ["assertionsAddress", assertionsUrl(provider)],
        ["logoutAddress", logoutUrl(provider)],
      ];
