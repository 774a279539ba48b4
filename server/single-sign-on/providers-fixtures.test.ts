import { aContact, aFront, aPortal } from "../test/factories.ts";
import { type Answer, Browser, startApp, type TestApp, testDb } from "../test/harness.ts";
import { type IdentityProvider, type OpenidState, startProvider } from "../test/identity-providers.ts";
import type { Provider, Reach } from "./provider.ts";
import { insertProvider, providersChanged } from "./providers.repository.ts";
import { keepClientSecret } from "./secrets.service.ts";

/** As `openid-provider.ts` knows it. */
export const clientSecretThere = "the client's secret";

type Given = Partial<Reach> & { clientId?: string; secret?: string; name?: string };

/** A provider that is switched on, as administration stores it. */
export async function anOidcProvider(
  issuer: string,
  endpointBase: string,
  given: Given = {},
): Promise<number> {
  const { clientId = "holdfast", secret = clientSecretThere, name = "Example ID", ...reach } = given;
  const id = await insertProvider(
    testDb(),
    {
      kind: "oidc",
      name,
      enabled: true,
      endpointBase,
      config: { issuer, clientId, scopes: "openid email profile", emailClaim: "email", nameClaim: "name" },
      portalIds: [],
      forAgents: false,
      newAgents: null,
      createsContacts: false,
      trustsAddresses: false,
      domains: [],
      bothSteps: false,
      onlyWay: false,
      ...reach,
    } satisfies Omit<Provider, "id" | "lastProblem" | "lastProblemAt" | "updatedAt">,
    new Date(),
  );
  await keepClientSecret(testDb(), id, secret);
  providersChanged();
  return id;
}

/** From the sign-in page's link through the provider to the address on which the browser comes back. */
export async function throughProvider(
  browser: Browser,
  idp: Pick<IdentityProvider<unknown>, "visit">,
  link: string,
): Promise<string> {
  const { location, status, text } = await browser.get(link);
  if (!location) throw new Error(`not sent to the provider: ${status} ${text.slice(0, 300)}`);
  return idp.visit(location);
}

/** All of it, up to our own first answer behind the callback. */
export async function signInThrough(
  browser: Browser,
  idp: Pick<IdentityProvider<unknown>, "visit">,
  link: string,
): Promise<Answer> {
  const { location } = await browser.get(await throughProvider(browser, idp, link));
  return browser.get(location ?? "");
}

/** The product, an OpenID provider beside it, and for each test a portal of its own: providers of one must not show in another. */
export function withOpenidProvider() {
  let app: TestApp;
  let idp: IdentityProvider<OpenidState>;
  let front: Awaited<ReturnType<typeof aFront>>;
  let portalId: number;
  let unique = 0;
  before(async () => {
    app = await startApp();
    idp = await startProvider<OpenidState>("openid-provider", app);
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
  const link = (id: number, next = "") => `${front.base}/login/single-sign-on/${id}${next}`;
  return {
    app: () => app,
    front: () => front,
    portalId: () => portalId,
    be: (state: OpenidState) => idp.be(state),
    link,
    provider: (given: Given = { portalIds: [portalId] }) => anOidcProvider(idp.url, app.url, given),
    /** Somebody with an account at the provider. */
    somebody: (email: string, more: Partial<OpenidState> = {}): OpenidState => ({
      sub: `subject-${++unique}`,
      claims: { email, email_verified: true, name: "Ada Example" },
      ...more,
    }),
    contact: (given: object = {}) => aContact(app.db, { portalId, ...given }),
    signedIn: async (browser: Browser) => (await browser.get(`${front.base}/requests`)).status === 200,
    trail: async (who: string) =>
      (await app
        .db("audit_events")
        .where({ who })
        .orderBy("id", "desc")
        .select("kind", "reason")) as object[],
    through: (browser: Browser, at: string) => throughProvider(browser, idp, at),
    signIn: (browser: Browser, at: string) => signInThrough(browser, idp, at),
    enter: async (id: number, browser = new Browser(app.url)) => ({
      browser,
      answer: await signInThrough(browser, idp, link(id)),
    }),
  };
}
