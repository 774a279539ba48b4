import { roleNames } from "../accounts/index.ts";
import { type Field, field, type FormState } from "../core/http/fields.ts";
import type { Translate } from "../core/i18n.ts";
import type { Portal } from "../portals/index.ts";
import type { Check } from "./checks.service.ts";
import type { Identity } from "./identities.repository.ts";
import type { Provider } from "./provider.ts";
import { newAgentRoles } from "./providers.schema.ts";
import { asPem, type SamlMetadata } from "./saml-metadata.ts";

/** What a provider's page is drawn from. */
export interface ProviderParts {
  readonly kind: Provider["kind"];
  readonly provider: Provider | null;
  /** What an uploaded file says, to be looked at before it is saved. */
  readonly metadata: SamlMetadata | null;
  readonly hasSecret: boolean;
  readonly portals: readonly Portal[];
  readonly people: readonly Identity[];
  readonly checks: readonly Check[] | null;
}

type Make = (name: string, value: string, more?: Partial<Parameters<typeof field>[2]>) => Field;
const maker =
  (t: Translate, state: FormState): Make =>
  (name, value, more = {}) =>
    field(t, state, { name, label: t(`single-sign-on.field.${name}`), required: true, value, ...more });
const box = (t: Translate, make: Make, name: string, on: boolean) =>
  make(name, String(on), { type: "checkbox", help: t(`single-sign-on.help.${name}`) });

export function connectionFields(t: Translate, state: FormState, parts: ProviderParts): Field[] {
  const make = maker(t, state);
  const { provider, kind } = parts;
  return [
    field(t, state, { name: "kind", label: "", type: "hidden", value: kind }),
    make("name", provider?.name ?? "", { maxlength: 60, help: t("single-sign-on.help.name") }),
    ...(kind === "oidc" ? oidcFields(t, make, parts) : samlFields(t, make, parts)),
    box(t, make, "enabled", provider?.enabled ?? false),
  ];
}

function oidcFields(t: Translate, make: Make, { provider, hasSecret }: ProviderParts): Field[] {
  const config = provider?.kind === "oidc" ? provider.config : null;
  return [
    make("issuer", config?.issuer ?? "", {
      type: "url",
      maxlength: 500,
      help: t("single-sign-on.help.issuer"),
    }),
    make("clientId", config?.clientId ?? "", { maxlength: 300, autocomplete: "off" }),
    make("clientSecret", "", {
      type: "password",
      required: false,
      autocomplete: "new-password",
      help: t(hasSecret ? "single-sign-on.help.secretKept" : "single-sign-on.help.secretNew"),
    }),
    make("scopes", config?.scopes ?? "openid email profile", { maxlength: 300 }),
    make("emailClaim", config?.emailClaim ?? "email", {
      maxlength: 100,
      help: t("single-sign-on.help.emailClaim"),
    }),
    make("nameClaim", config?.nameClaim ?? "name", { maxlength: 100 }),
  ];
}

function samlFields(t: Translate, make: Make, { provider, metadata }: ProviderParts): Field[] {
  const stored = provider?.kind === "saml" ? provider.config : null;
  const now = metadata ?? stored;
  const usual = { required: false, maxlength: 200, help: t("single-sign-on.help.attribute") };
  return [
    make("entityId", now?.entityId ?? "", { maxlength: 500 }),
    make("ssoUrl", now?.ssoUrl ?? "", { type: "url", maxlength: 500 }),
    make("sloUrl", now?.sloUrl ?? "", {
      type: "url",
      required: false,
      maxlength: 500,
      help: t("single-sign-on.help.sloUrl"),
    }),
    make("certificates", (now?.certificates ?? []).map(asPem).join("\n"), {
      type: "textarea",
      rows: 6,
      maxlength: 50_000,
      help: t("single-sign-on.help.certificates"),
    }),
    make("emailAttribute", stored?.emailAttribute ?? "", usual),
    make("nameAttribute", stored?.nameAttribute ?? "", usual),
  ];
}

export function peopleFields(t: Translate, state: FormState, { provider, portals }: ProviderParts): Field[] {
  const make = maker(t, state);
  const role = (value: string) => ({ value, label: t(`accounts.role.${value}`) });
  return [
    ...portals.map(({ id, name }) =>
      field(t, state, {
        name: `portal-${id}`,
        label: t("single-sign-on.contactsOf", { portal: name }),
        type: "checkbox",
        required: true,
        value: String(provider?.portalIds.includes(id) ?? false),
      }),
    ),
    box(t, make, "createsContacts", provider?.createsContacts ?? false),
    box(t, make, "forAgents", provider?.forAgents ?? false),
    make("newAgentsRole", provider?.newAgents?.role ?? "", {
      type: "select",
      help: t("single-sign-on.help.newAgentsRole"),
      options: [
        { value: "", label: t("single-sign-on.noNewAgents") },
        ...roleNames.filter((each) => newAgentRoles.some((may) => may === each)).map(role),
      ],
    }),
    make("newAgentsPortal", String(provider?.newAgents?.portalId ?? ""), {
      type: "select",
      required: false,
      options: [
        { value: "", label: "–" },
        ...portals.map(({ id, name }) => ({ value: String(id), label: name })),
      ],
    }),
  ];
}

export function trustFields(t: Translate, state: FormState, { provider, kind }: ProviderParts): Field[] {
  const make = maker(t, state);
  return [
    make("domains", domainsText(provider), {
      type: "textarea",
      rows: 3,
      required: false,
      maxlength: 10_000,
      help: t("single-sign-on.help.domains"),
    }),
    ...(kind === "oidc" ? [box(t, make, "trustsAddresses", provider?.trustsAddresses ?? false)] : []),
    box(t, make, "bothSteps", provider?.bothSteps ?? false),
    box(t, make, "onlyWay", provider?.onlyWay ?? false),
  ];
}

const domainsText = (provider: Provider | null) =>
  (provider?.domains ?? [])
    .map(({ domain, account }) => (account === null ? domain : `${domain} = ${account}`))
    .join("\n");
