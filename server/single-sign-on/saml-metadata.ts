// A provider's metadata file says a few things in known places. It is read with regular expressions over its tags, not with an XML parser:
// whoever uploads it is an administrator, nothing in it is signed for us, and each value found is shown in the form before it is saved.

export interface SamlMetadata {
  readonly entityId: string;
  readonly ssoUrl: string;
  readonly sloUrl: string;
  readonly certificates: readonly string[];
}

const redirect = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const plain = (text: string) =>
  text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => entities[name] ?? "");

/** What a provider's metadata says, or null when it is not one provider's metadata. */
export function readMetadata(xml: string): SamlMetadata | null {
  const text = xml.replace(/<!--[\s\S]*?-->/g, "");
  const roles = elements(text, "IDPSSODescriptor");
  const entityId = attribute(/<(?:[\w-]+:)?EntityDescriptor\b[^>]*>/.exec(text)?.[0] ?? "", "entityID");
  const [role] = roles;
  if (roles.length !== 1 || role === undefined || entityId === "") return null;
  const location = (name: string) => {
    const tags = role.match(new RegExp(`<(?:[\\w-]+:)?${name}\\b[^>]*>`, "g")) ?? [];
    const found = tags.find((tag) => attribute(tag, "Binding") === redirect);
    return found ? attribute(found, "Location") : "";
  };
  const ssoUrl = location("SingleSignOnService");
  if (ssoUrl === "") return null;
  const certificates = elements(role, "KeyDescriptor")
    .filter((key) => attribute(/^<[^>]*>/.exec(key)?.[0] ?? "", "use") !== "encryption")
    .flatMap((key) => elements(key, "X509Certificate"))
    .map((each) => each.replace(/<[^>]*>/g, "").replace(/\s+/g, ""));
  return {
    entityId,
    ssoUrl,
    sloUrl: location("SingleLogoutService"),
    certificates: [...new Set(certificates)],
  };
}

const elements = (text: string, name: string): string[] =>
  text.match(new RegExp(`<((?:[\\w-]+:)?)${name}(?:\\s[^>]*)?>[\\s\\S]*?</\\1${name}\\s*>`, "g")) ?? [];

const attribute = (tag: string, name: string): string =>
  plain(new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag)?.slice(1).find(Boolean) ?? "");

/** The certificates in what was pasted: PEM blocks, or bare base64, one or several. */
export function readCertificates(text: string): string[] {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g);
  const bare = (block: string) => block.replace(/-----[A-Z ]+-----/g, "").replace(/\s+/g, "");
  return (blocks ?? text.split(/\n\s*\n/)).map(bare).filter(Boolean);
}

/** As people know certificates. */
export const asPem = (base64: string): string =>
  `-----BEGIN CERTIFICATE-----\n${(base64.match(/.{1,64}/g) ?? []).join("\n")}\n-----END CERTIFICATE-----`;
