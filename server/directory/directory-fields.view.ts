import { roleNames } from "../accounts/index.ts";
import type { FieldSpec } from "../core/http/fields.ts";
import type { Translate } from "../core/i18n.ts";
import type { Portal } from "../portals/index.ts";
import type { Directory } from "./directory.ts";

/** The fields of a directory's form, in groups; each group has the texts `directory.group.<name>` and `…Text`. */
export function fieldsOf(
  t: Translate,
  { directory, portals }: { directory: Directory | null; portals: readonly Portal[] },
): Record<string, FieldSpec[]> {
  const make = (name: string, value: string, more: Partial<FieldSpec> = {}): FieldSpec => ({
    name,
    label: t(`directory.field.${name}`),
    value,
    required: true,
    maxlength: 500,
    ...more,
  });
  const help = (name: string) => ({ help: t(`directory.help.${name}`) });
  const box = (name: string, on: boolean) => make(name, String(on), { type: "checkbox", ...help(name) });
  const optional = { required: false };
  const at = directory?.attributes;
  const choice = (name: string, value: string, options: { value: string; label: string }[]) =>
    make(name, value, { type: "select", options });
  return {
    whom: [
      make("name", directory?.name ?? "", { maxlength: 120 }),
      choice("people", directory?.people ?? "contacts", [
        { value: "contacts", label: t("directory.contacts") },
        { value: "agents", label: t("directory.agents") },
      ]),
      choice(
        "portal",
        String(directory?.portalId ?? portals[0]?.id ?? ""),
        portals.map(({ id, name }) => ({ value: String(id), label: name })),
      ),
      {
        ...choice(
          "role",
          directory?.role ?? "agent",
          roleNames.map((value) => ({ value, label: t(`accounts.role.${value}`) })),
        ),
        ...help("role"),
      },
    ],
    server: [
      make("url", directory?.url ?? "ldaps://", help("url")),
      make("caCertificate", directory?.caCertificate ?? "", {
        ...{ type: "textarea", rows: 4, maxlength: 60_000 },
        ...optional,
        ...help("caCertificate"),
      }),
      make("bindDn", directory?.bindDn ?? "", help("bindDn")),
      make("bindPassword", "", {
        ...{ type: "password", autocomplete: "new-password", required: directory === null },
        ...(directory ? help("bindPassword") : {}),
      }),
      make("baseDn", directory?.baseDn ?? "", help("baseDn")),
      make("userFilter", directory?.userFilter ?? "(&(objectClass=person)(mail=*))", {
        ...{ maxlength: 1000 },
        ...help("userFilter"),
      }),
    ],
    mapping: [
      make("idAttribute", at?.id ?? "entryUUID", help("idAttribute")),
      make("mailAttribute", at?.mail ?? "mail"),
      make("nameAttribute", at?.name ?? "displayName"),
      make("phoneAttribute", at?.phone ?? "telephoneNumber", optional),
      make("mobileAttribute", at?.mobile ?? "mobile", optional),
      make("accountAttribute", at?.account ?? "", { ...optional, ...help("accountAttribute") }),
      make("accountName", directory?.accountName ?? "", {
        ...optional,
        maxlength: 200,
        ...help("accountName"),
      }),
    ],
    use: [
      box("enabled", directory?.enabled ?? false),
      box("signsIn", directory?.signsIn ?? true),
      box("takesOver", directory?.takesOver ?? false),
      choice(
        "importHours",
        String(directory?.importHours ?? 24),
        ["0", "1", "6", "24"].map((value) => ({ value, label: t(`directory.every.${value}`) })),
      ),
      make("version", String(directory?.version ?? 1), { type: "hidden" }),
    ],
  };
}
