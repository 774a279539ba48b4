import { expect } from "chai";
import { ConfigError, loadConfig } from "./schema.ts";

describe("configuration", () => {
  const wrong: [NodeJS.ProcessEnv, RegExp][] = [
    [{ PORT: "eighty" }, /^PORT: expected a whole number from 0 to 65535, got "eighty"$/],
    [{ PORT: "70000" }, /^PORT: expected a whole number from 0 to 65535, got "70000"$/],
    [{ WEB_WORKERS: "0" }, /^WEB_WORKERS: expected a whole number from 1 to 64, got "0"$/],
    [
      { DATABASE_URL: "postgres://u:hush@h/d" },
      /^DATABASE_URL: expected a URL like mysql:\/\/.+, got something else$/,
    ],
    [{ REDIS_URL: "localhost" }, /^REDIS_URL: expected a URL like redis:\/\/.+, got something else$/],
    [
      { REDIS_URL: "redis+sentinel://:hush@one,two:port/main" },
      /^REDIS_URL: expected a URL like redis:.+ or Sentinels like redis\+sentinel:\/\/.+, got something else$/,
    ],
    [{ SMTP_URL: "https://mail" }, /^SMTP_URL: expected a URL like smtp:\/\//],
    [
      { SMTP_URL: "smtp://mail:587?from=support" },
      /^SMTP_URL: expected an e-mail address after \?from=, got something else$/,
    ],
    [{ BASE_URL: "support.example.com" }, /^BASE_URL: expected a URL like https:\/\//],
    [{ HOLDFAST_SECRET: "short" }, /^HOLDFAST_SECRET: expected at least 32 characters, got something else$/],
    [{ HOLDFAST_NODE: "Node A" }, /^HOLDFAST_NODE: expected a short name .+, got "Node A"$/],
    [
      { HOLDFAST_PEERS: "http://10.0.0.2:8080, b" },
      /^HOLDFAST_PEERS: expected the other servers' addresses like .+, got "http:.+, b"$/,
    ],
    [{ HOLDFAST_PEERS: "http://me:hush@b:8080" }, /^HOLDFAST_PEERS: expected .+, got something else$/],
    [{ HOLDFAST_VIP: "10.0.0.100" }, /^HOLDFAST_VIP: expected an address with .+, got "10.0.0.100"$/],
    [{ HOLDFAST_VIP: "10.0.0.100/33" }, /^HOLDFAST_VIP: expected/],
    [{ HOLDFAST_PROFILE: "quick" }, /^HOLDFAST_PROFILE: expected standard, fast or tight, got "quick"$/],
    [{ LOG_LEVEL: "loud" }, /^LOG_LEVEL: expected debug, info, warn, error or silent, got "loud"$/],
    [
      { HOLDFAST_ADMIN_EMAIL: "a@example.com" },
      /^HOLDFAST_ADMIN_EMAIL and HOLDFAST_ADMIN_PASSWORD: expected both/,
    ],
    [{ TLS_CERT: "cert.pem" }, /^TLS_CERT and TLS_KEY: expected both or neither/],
  ];
  for (const [env, message] of wrong)
    it(`refuses ${JSON.stringify(env)} with one line`, () => {
      const attempt = () => loadConfig(env);
      expect(attempt).to.throw(ConfigError, message);
      expect(attempt).not.to.throw(/\n|hush/);
    });

  it("reads how servers find each other", () => {
    const config = loadConfig({
      HOLDFAST_PEERS: "http://10.0.0.2:8080/, https://c.example",
      HOLDFAST_VIP: "fd00::5/64",
    });
    expect(config.peers).to.eql(["http://10.0.0.2:8080", "https://c.example"]);
    expect(config).to.include({ vip: "fd00::5/64", profile: "fast" });
  });

  it("has a default for everything, and takes an empty variable for an unset one", () => {
    const config = loadConfig({ PORT: "", DATABASE_URL: "", BASE_URL: "" });
    expect(config).to.include({
      port: 8080,
      databaseUrl: undefined,
      baseUrl: "http://localhost:8080",
      node: "a",
    });
    expect(config.webWorkers).to.be.at.least(1);
  });
});
