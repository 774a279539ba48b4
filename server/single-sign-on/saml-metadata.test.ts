import { expect } from "chai";
import { readCertificates, readMetadata } from "./saml-metadata.ts";

const redirect = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
const post = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";
const role = (inside: string, prefix = "md:") =>
  `<${prefix}IDPSSODescriptor protocolSupportEnumeration="x">${inside}</${prefix}IDPSSODescriptor>`;
const entity = (inside: string) => `<?xml version="1.0"?>
  <md:EntityDescriptor xmlns:md="m" entityID="https://idp.example/?a=1&amp;b=2">${inside}</md:EntityDescriptor>`;
const sso = `<md:SingleSignOnService Binding="${post}" Location="https://idp.example/post"/>
  <md:SingleSignOnService Location='https://idp.example/sso?t=1&amp;u=2' Binding="${redirect}"/>`;
const key = (use: string, certificate: string) =>
  `<md:KeyDescriptor${use}><ds:KeyInfo><ds:X509Data><ds:X509Certificate>\n ${certificate}\n </ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`;

describe("a SAML provider's metadata", () => {
  it("is read as providers write it: any prefix, any order, keys for signing or for everything", () => {
    const slo = `<md:SingleLogoutService Binding="${redirect}" Location="https://idp.example/slo"/>`;
    const keys = key(' use="signing"', "AAAA\nBBBB") + key("", "CCCC") + key(' use="encryption"', "DDDD");
    expect(readMetadata(entity(role(keys + slo + sso)))).to.deep.equal({
      entityId: "https://idp.example/?a=1&b=2",
      ssoUrl: "https://idp.example/sso?t=1&u=2",
      sloUrl: "https://idp.example/slo",
      certificates: ["AAAABBBB", "CCCC"],
    });
    const bare = entity(role(sso, "")).replaceAll("md:", "");
    expect(readMetadata(bare)).to.include({ ssoUrl: "https://idp.example/sso?t=1&u=2", sloUrl: "" });
  });

  for (const [what, xml] of [
    ["no XML", "hello"],
    [
      "a service provider's",
      entity('<md:SPSSODescriptor protocolSupportEnumeration="x"></md:SPSSODescriptor>'),
    ],
    [
      "a whole federation's",
      `<md:EntitiesDescriptor>${entity(role(sso))}${entity(role(sso))}</md:EntitiesDescriptor>`,
    ],
    [
      "without an address for redirects",
      entity(role(`<md:SingleSignOnService Binding="${post}" Location="x"/>`)),
    ],
    ["without a name", entity(role(sso)).replace("entityID", "entity")],
    ["commented out", `<!-- ${entity(role(sso))} -->`],
  ] as const)
    it(`is refused when it is ${what}`, () => expect(readMetadata(xml)).to.equal(null));
});

describe("pasted certificates", () => {
  const block = (body: string) => `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----`;
  for (const [typed, read] of [
    ["", []],
    ["AAAA\nBBBB\n", ["AAAABBBB"]],
    ["AAAA\n\nBBBB", ["AAAA", "BBBB"]],
    [`subject=x\n${block("AAAA\nBBBB")}\nissuer=y\n${block("CCCC")}`, ["AAAABBBB", "CCCC"]],
  ] as const)
    it(`are ${read.length} in ${JSON.stringify(typed.slice(0, 30))}`, () =>
      expect(readCertificates(typed)).to.deep.equal(read));
});
