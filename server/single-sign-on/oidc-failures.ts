import type { Problem } from "./provider.ts";

// What goes wrong between us and a provider, in the words of the layers below, and what it means for whoever set it up.

interface Thrown {
  readonly code?: unknown;
  readonly error?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
}

function* chain(error: unknown): Generator<Thrown> {
  for (let at = error, depth = 0; typeof at === "object" && at !== null && depth < 6; depth++) {
    yield at as Thrown;
    at = (at as Thrown).cause;
  }
}

const bySystemCode: Readonly<Record<string, Problem>> = {
  ENOTFOUND: "unknown-host",
  EAI_AGAIN: "unknown-host",
  ECONNREFUSED: "connection-refused",
  ECONNRESET: "connection-refused",
  EHOSTUNREACH: "connection-refused",
  ENETUNREACH: "connection-refused",
  UND_ERR_SOCKET: "connection-refused",
  ETIMEDOUT: "timeout",
  UND_ERR_CONNECT_TIMEOUT: "timeout",
  UND_ERR_HEADERS_TIMEOUT: "timeout",
  OAUTH_TIMEOUT: "timeout",
  CERT_HAS_EXPIRED: "tls-expired",
};

/** What kept us from reaching it at all, or null when it answered. */
export function systemProblem(error: unknown): Problem | null {
  for (const { code, message } of chain(error)) {
    if (typeof code !== "string") {
      if (typeof message === "string" && message.includes("aborted due to timeout")) return "timeout";
      continue;
    }
    const problem = bySystemCode[code];
    if (problem) return problem;
    if (/CERT|^ERR_(TLS|SSL)|SELF_SIGNED|UNABLE_TO_/.test(code)) return "tls";
  }
  return null;
}

const byClaim: Readonly<Record<string, Problem>> = {
  iss: "wrong-issuer",
  aud: "wrong-audience",
  azp: "wrong-audience",
  nonce: "bad-nonce",
};

/** What a refused answer of the protocol means. */
export function oidcFailure(error: unknown): Problem {
  const system = systemProblem(error);
  if (system) return system;
  for (const { code, error: reason, message, cause } of chain(error)) {
    if (reason === "invalid_client" || reason === "unauthorized_client") return "wrong-secret";
    if (code === "OAUTH_WWW_AUTHENTICATE_CHALLENGE") return "wrong-secret";
    if (code === "OAUTH_AUTHORIZATION_RESPONSE_ERROR" || code === "OAUTH_RESPONSE_BODY_ERROR")
      return "refused";
    if (code === "OAUTH_JWT_TIMESTAMP_CHECK_FAILED") return "clock";
    if (code === "OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED") return "wrong-issuer";
    if (code === "OAUTH_KEY_SELECTION_FAILED" || /signature verification failed/.test(String(message)))
      return "bad-signature";
    if (code === "OAUTH_JWT_CLAIM_COMPARISON_FAILED") {
      const claim = chainClaim(cause);
      if (claim && byClaim[claim]) return byClaim[claim];
    }
  }
  return "other";
}

function chainClaim(error: unknown): string | null {
  for (const link of chain(error)) {
    const { claim } = link as { claim?: unknown };
    if (typeof claim === "string") return claim;
  }
  return null;
}
