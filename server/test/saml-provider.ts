// A SAML identity provider as a process of its own: node --import tsx server/test/saml-provider.ts (started by identity-providers.ts).
// The protocol is samlify's; who sits before its page, and what an attacker changes on the way, is told by POST /control.
import { randomBytes } from "node:crypto";
import { createServer, type ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import * as samlify from "samlify";
import { makeKeyPair } from "../single-sign-on/key-making.ts";
import type { SamlState } from "./identity-providers.ts";
import { tamper } from "./saml-tampering.ts";

const { HOST: host = "", PORT: port = "" } = process.env;
const url = `http://${host}:${port}`;
samlify.setSchemaValidator({ validate: () => Promise.resolve("not what these tests are about") });

const redirect = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
const template = samlify.SamlLib.defaultLoginResponseTemplate.context.replace(
  "{AttributeStatement}",
  `<saml:AttributeStatement><saml:Attribute Name="email"><saml:AttributeValue>{Email}</saml:AttributeValue></saml:Attribute><saml:Attribute Name="displayName"><saml:AttributeValue>{DisplayName}</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>`,
);
let state: SamlState = { sp: "", nameID: "nobody" };
const [own, stranger] = await Promise.all([makeKeyPair(), makeKeyPair()]);
const provider = ({ privateKey, certificate }: typeof own, encrypted: boolean) =>
  samlify.IdentityProvider({
    entityID: `${url}/metadata`,
    privateKey,
    signingCert: certificate,
    isAssertionEncrypted: encrypted,
    wantAuthnRequestsSigned: true,
    requestSignatureAlgorithm: state.sha1
      ? "http://www.w3.org/2000/09/xmldsig#rsa-sha1"
      : "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    singleSignOnService: [{ Binding: redirect, Location: `${url}/sso` }],
    singleLogoutService: [{ Binding: redirect, Location: `${url}/slo` }],
    loginResponseTemplate: { context: template, attributes: [] },
  });

// What it publishes describes the good key, whatever it signs with.
const metadata = provider(own, false).getMetadata();
// Redirect is the only binding that we offer for logging out by GET; our metadata names POST.
async function ourselves() {
  const described = (await (await fetch(state.sp)).text()).replace(
    /(SingleLogoutService Binding=")[^"]*/,
    `$1${redirect}`,
  );
  return samlify.ServiceProvider({
    wantLogoutRequestSigned: true,
    wantLogoutResponseSigned: true,
    wantMessageSigned: state.envelope ?? false,
    metadata: state.envelope ? described.replace('WantAssertionsSigned="true"', "") : described,
  });
}

const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
const id = () => `_${randomBytes(16).toString("hex")}`;

async function answer(query: URLSearchParams, octetString: string) {
  const idp = provider(state.forged ? stranger : own, state.encrypted ?? false);
  const sp = await ourselves();
  // Throws for a request that we did not sign.
  const { extract } = await provider(own, false).parseLoginRequest(sp, "redirect", {
    query: Object.fromEntries(query),
    octetString,
  });
  const requestId = String((extract as { request: { id: string } }).request.id);
  const recipient = sp.entityMeta.getAssertionConsumerService("post") as string;
  const minutes = state.minutes ?? 0;
  const fill = (context: string) => {
    const tags = {
      ID: id(),
      AssertionID: id(),
      Destination: recipient,
      SubjectRecipient: state.recipient ?? recipient,
      Audience: state.audience ?? sp.entityMeta.getEntityID(),
      Issuer: `${url}/metadata`,
      IssueInstant: at(minutes),
      StatusCode: "urn:oasis:names:tc:SAML:2.0:status:Success",
      ConditionsNotBefore: at(minutes),
      ConditionsNotOnOrAfter: at(minutes + 5),
      SubjectConfirmationDataNotOnOrAfter: at(minutes + 5),
      NameIDFormat: state.format ?? "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
      NameID: state.nameID,
      InResponseTo: state.inResponseTo ?? requestId,
      AuthnStatement: "",
      Email: state.email ?? "",
      DisplayName: "Ada Example",
    };
    return { id: tags.ID, context: samlify.SamlLib.replaceTagsByValue(context, tags) };
  };
  const made = (await idp.createLoginResponse(
    sp,
    { extract: { request: { id: requestId } } } as never,
    "post",
    { email: state.nameID },
    { customTagReplacement: fill } as never,
  )) as { context: string };
  const xml = tamper(Buffer.from(made.context, "base64").toString("utf8"), state);
  return {
    acs: recipient,
    SAMLResponse: Buffer.from(xml).toString("base64"),
    RelayState: query.get("RelayState") ?? "",
  };
}

/** What a browser gets: a form that posts the answer to us, from another site. */
const page = ({ acs, ...fields }: Awaited<ReturnType<typeof answer>>) =>
  `<!doctype html><title>Sign in</title><form method="post" action="${acs}">${Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`)
    .join("")}<button>Continue</button></form>`;

/** A wish that somebody be signed out, as the address that the browser is sent to. */
async function wishForLogout(): Promise<string> {
  const idp = provider(state.forged ? stranger : own, false);
  const made = idp.createLogoutRequest(await ourselves(), "redirect", {
    logoutNameID: state.nameID,
    sessionIndex: "1",
  } as never) as { context: string };
  return made.context;
}

async function takeLogout(query: URLSearchParams, octetString: string, res: ServerResponse): Promise<void> {
  const idp = provider(own, false);
  const sp = await ourselves();
  const request = { query: Object.fromEntries(query), octetString };
  if (!query.has("SAMLRequest")) {
    await idp.parseLogoutResponse(sp, "redirect", request);
    res.end("the service has signed the person out");
    return;
  }
  const info = await idp.parseLogoutRequest(sp, "redirect", request);
  const made = idp.createLogoutResponse(sp, info as never, "redirect", "") as { context: string };
  res.writeHead(303, { location: made.context }).end();
}

createServer((req, res) => {
  const { pathname, search } = new URL(req.url ?? "/", url);
  const query = new URLSearchParams(search);
  const octetString = search
    .slice(1)
    .split("&")
    .filter((each) => !each.startsWith("Signature="))
    .join("&");
  const work = async () => {
    if (pathname === "/control") state = (await json(req)) as SamlState;
    else if (pathname === "/sso") {
      const message = await answer(query, octetString);
      const asked = req.headers.accept?.includes("text/html");
      if (asked) res.setHeader("Content-Type", "text/html");
      return void res.end(asked ? page(message) : JSON.stringify(message));
    } else if (pathname === "/metadata") return void res.end(metadata);
    else if (pathname === "/wish") return void res.end(await wishForLogout());
    else if (pathname === "/slo") return takeLogout(query, octetString, res);
    res.end();
  };
  work().catch((error: unknown) =>
    res.writeHead(500).end(error instanceof Error ? error.stack : String(error)),
  );
}).listen(Number(port), "127.0.0.1");
