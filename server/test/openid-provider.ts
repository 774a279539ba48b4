// An OpenID provider as a process of its own: node --import tsx server/test/openid-provider.ts (started by identity-providers.ts).
// The protocol is oidc-provider's; what a person would do there, and what a broken or hostile provider would, is told by POST /control.
import { createSign, generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import Provider from "oidc-provider";
import type { OpenidState } from "./identity-providers.ts";

const { HOST: host = "", PORT: port = "", APP_URL: appUrl = "" } = process.env;
const issuer = `http://${host}:${port}`;
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
let state: OpenidState = { sub: "nobody" };

const provider: Provider = new Provider(issuer, {
  clients: [
    {
      client_id: "holdfast",
      client_secret: "the client's secret",
      redirect_uris: Array.from({ length: 300 }, (_, id) => `${appUrl}/single-sign-on/${id + 1}/callback`),
    },
  ],
  jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), kid: "one", alg: "RS256", use: "sig" }] },
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  features: { devInteractions: { enabled: false } },
  pkce: { required: () => true },
  cookies: { keys: ["a key of the tests"] },
  interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
  findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub, ...state.claims }) }),
  loadExistingGrant: async ({ oidc }) => {
    const grant = new provider.Grant({
      clientId: oidc.client?.clientId ?? "",
      accountId: oidc.session?.accountId ?? "",
    });
    grant.addOIDCScope("openid email profile");
    await grant.save();
    return grant;
  },
});

const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
provider.use(async (ctx, next) => {
  await next();
  const body = ctx.body as { id_token?: string } | undefined;
  if (ctx.path !== "/token" || !body?.id_token || !state.idToken) return;
  const claims = JSON.parse(Buffer.from(body.id_token.split(".")[1] ?? "", "base64url").toString()) as object;
  const signed = `${encoded({ alg: "RS256", kid: "one" })}.${encoded({ ...claims, ...state.idToken.claims })}`;
  const signer = createSign("RSA-SHA256").update(signed);
  body.id_token = `${signed}.${signer.sign(state.idToken.forged ? stranger : privateKey, "base64url")}`;
});

const answer = provider.callback();
createServer((req, res) => {
  if (state.clockSeconds) {
    res.sendDate = false;
    res.setHeader("Date", new Date(Date.now() + state.clockSeconds * 1000).toUTCString());
  }
  if (req.url === "/control")
    void json(req).then((given) => {
      state = given as OpenidState;
      res.end();
    });
  else if (req.url?.startsWith("/interaction/"))
    void provider.interactionFinished(
      req,
      res,
      state.declines ? { error: "access_denied" } : { login: { accountId: state.sub } },
    );
  else void answer(req, res);
}).listen(Number(port), "127.0.0.1");
