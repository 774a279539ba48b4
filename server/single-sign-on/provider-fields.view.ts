import { roleNames } from "../accounts/index.ts";
import { type Field, field, type FormState } from "../core/http/fields.ts";
import type { Translate } from "../core/i18n.ts";
import type { Provider } from "./provider.ts";
import { newAgentRoles } from "./providers.schema.ts";
import type { ProviderParts } from "./providers.view.ts";

type Make = (name: string, value: string, more?: Partial<Parameters<typeof field>[2]>) => Field;
const maker =
  (t: Translate, state: FormState): Make =>
  (name, value, more = {}) =>
    field(t, state, { name, label: t(`single-sign-on.field.${name}`), required: true, value, ...more });
const box = (t: Translate, make: Make, name: string, on: boolean) =>
  make(name, String(on), { type: "checkbox", help: t(`single-sign-on.help.${name}`) });

export function connectionFields(
  t: Translate,
  state: FormState,
  { provider, hasSecret }: ProviderParts,
): Field[] {
  const make = maker(t, state);
  const config = provider?.config;
  const help = (name: string) => ({ help: t(`single-sign-on.help.${name}`) });
  return [
    make("name", provider?.name ?? "", { maxlength: 60, ...help("name") }),
    make("issuer", config?.issuer ?? "", { type: "url", maxlength: 500, ...help("issuer") }),
    make("clientId", config?.clientId ?? "", { maxlength: 300, autocomplete: "off" }),
    make("clientSecret", "", {
      type: "password",
      required: false,
      autocomplete: "new-password",
      help: t(hasSecret ? "single-sign-on.help.secretKept" : "single-sign-on.help.secretNew"),
    }),
    make("scopes", config?.scopes ?? "openid email profile", { maxlength: 300 }),
    make("emailClaim", config?.emailClaim ?? "email", { maxlength: 100, ...help("emailClaim") }),
    make("nameClaim", config?.nameClaim ?? "name", { maxlength: 100 }),
    box(t, make, "enabled", provider?.enabled ?? false),
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

export function trustFields(t: Translate, state: FormState, { provider }: ProviderParts): Field[] {
  const make = maker(t, state);
  return [
    make("domains", domainsText(provider), {
      type: "textarea",
      rows: 3,
      required: false,
      maxlength: 10_000,
      help: t("single-sign-on.help.domains"),
    }),
    box(t, make, "trustsAddresses", provider?.trustsAddresses ?? false),
    box(t, make, "bothSteps", provider?.bothSteps ?? false),
    box(t, make, "onlyWay", provider?.onlyWay ?? false),
  ];
}

const domainsText = (provider: Provider | null) =>
  (provider?.domains ?? [])
    .map(({ domain, account }) => (account === null ? domain : `${domain} = ${account}`))
    .join("\n");
