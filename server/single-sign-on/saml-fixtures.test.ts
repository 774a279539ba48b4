import { aContact, aFront, anAgent, aPortal } from "../test/factories.ts";
import { type Answer, Browser, startApp, type TestApp } from "../test/harness.ts";
import { type IdentityProvider, type SamlState, startProvider } from "../test/identity-providers.ts";
import { makeKeyPair } from "./key-making.ts";
import type { Reach, SamlConfig } from "./provider.ts";
import { insertProvider, providersChanged } from "./providers.repository.ts";
import { readMetadata } from "./saml-metadata.ts";
import { keepKeyPair, type KeyPair } from "./secrets.service.ts";

/** CN=old.example, good for one day of 2020. */
export const expiredCertificate =
  "MIIBEjCBugIBATAKBggqhkjOPQQDAjAWMRQwEgYDVQQDDAtvbGQuZXhhbXBsZTAeFw0yMDAxMDEwMDAwMDBaFw0yMDAxMDIwMDAw" +
  "MDBaMBYxFDASBgNVBAMMC29sZC5leGFtcGxlMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEA54SBObbLbfyLeQdud2AOOG96jBI" +
  "Nw+SrQNbMOPWEYdNnsvBZvZCXwwdnByDEKVfagGi7j4/c4ZK6JzJAaabeDAKBggqhkjOPQQDAgNHADBEAiBJn8bLrDH1dY1Gh6gr" +
  "8bynhP56gFg2LW68qVsk4N24DAIgI0QX7rhS6dg7u1AIFPEHi1VuZIsO2154mF8dWAdcliM=";

interface Message {
  readonly acs: string;
  readonly SAMLResponse: string;
  readonly RelayState: string;
}

/** A provider that is switched on, as administration stores it after reading the metadata of `idp`. */
export async function aSamlProvider(
  app: Pick<TestApp, "db" | "url">,
  idp: { readonly url: string },
  keys: KeyPair,
  { name = "Example ID", ...given }: Partial<Reach> & { name?: string },
  certificates?: readonly string[],
): Promise<number> {
  const found = readMetadata(await (await fetch(`${idp.url}/metadata`)).text());
  if (!found) throw new Error("the provider's metadata cannot be read");
  const config: SamlConfig = { ...found, emailAttribute: "", nameAttribute: "" };
  const id = await insertProvider(
    app.db,
    {
      kind: "saml",
      name,
      enabled: true,
      endpointBase: app.url,
      config: certificates ? { ...config, certificates } : config,
      portalIds: [],
      forAgents: false,
      newAgents: null,
      createsContacts: false,
      trustsAddresses: false,
      domains: [],
      bothSteps: false,
      onlyWay: false,
      ...given,
    },
    new Date(),
  );
  await keepKeyPair(app.db, id, keys);
  providersChanged();
  return id;
}

/** The product, a SAML provider beside it, and for each test a portal of its own. */
export function withSamlProvider() {
  let app: TestApp;
  let idp: IdentityProvider<SamlState>;
  let keys: KeyPair;
  let front: Awaited<ReturnType<typeof aFront>>;
  let portalId: number;
  before(async () => {
    app = await startApp();
    [idp, keys] = await Promise.all([startProvider<SamlState>("saml-provider", app), makeKeyPair()]);
    await aFront(app.db, { portalId: (await aPortal(app.db)).id, isDefault: true });
  });
  beforeEach(async () => {
    portalId = (await aPortal(app.db)).id;
    front = await aFront(app.db, { portalId });
  });
  afterEach(async () => {
    await app.db("identity_providers").delete();
    providersChanged();
  });
  after(async () => {
    idp.stop();
    await app.close();
  });

  const metadata = async () => (await fetch(`${idp.url}/metadata`)).text();
  /** From the sign-in page's link to the signed answer, which the provider's page would post. */
  const answerFor = async (browser: Browser, link: string): Promise<Message> => {
    const { location, status, text } = await browser.get(link);
    if (!location) throw new Error(`not sent to the provider: ${status} ${text.slice(0, 300)}`);
    const answer = await fetch(location);
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.json()) as Message;
  };
  /** Posts it as another site's page does: without any cookie of ours. @returns where the browser goes on. */
  const deliver = async ({ acs, ...message }: Message): Promise<string> => {
    const answer = await fetch(acs, {
      method: "POST",
      redirect: "manual",
      body: new URLSearchParams(message),
      headers: { origin: idp.url, "sec-fetch-site": "cross-site" },
    });
    const location = answer.headers.get("location");
    if (!location) throw new Error(`${answer.status} ${(await answer.text()).slice(0, 300)}`);
    return location;
  };
  const signIn = async (browser: Browser, link: string): Promise<Answer> =>
    browser.get(await deliver(await answerFor(browser, link)));

  return {
    app: () => app,
    front: () => front,
    portalId: () => portalId,
    provider: (given: Partial<Reach> = {}, certificates?: readonly string[]) =>
      aSamlProvider(app, idp, keys, { portalIds: [portalId], ...given }, certificates),
    metadata,
    answerFor,
    deliver,
    signIn,
    be: (id: number, state: Omit<SamlState, "sp">) =>
      idp.be({ sp: `${app.url}/single-sign-on/${id}/metadata`, ...state }),
    wish: async () => (await fetch(`${idp.url}/wish`)).text(),
    link: (id: number) => `${front.base}/login/single-sign-on/${id}`,
    contact: () => aContact(app.db, { portalId }),
    signedIn: async (browser: Browser) => (await browser.get(`${front.base}/requests`)).status === 200,
    administrator: async () => {
      const browser = new Browser(app.url);
      await browser.signIn((await anAgent(app.db, { administrator: true })).email);
      return browser;
    },
  };
}
