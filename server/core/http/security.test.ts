import { expect } from "chai";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { request } from "node:https";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { waitUntil } from "../../installation/readiness.ts";
import { Browser, startApp, type TestApp } from "../../test/harness.ts";
import { projectRoot } from "../project.ts";

describe("the headers of every page", () => {
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.close());

  it("let scripts, styles and frames come from us alone, each page with a nonce of its own", async () => {
    const policies = await Promise.all(
      [1, 2].map(
        async () => (await new Browser(app.url).get("/login")).headers.get("content-security-policy") ?? "",
      ),
    );
    const [policy = ""] = policies;
    expect(policy)
      .to.match(/default-src 'none'/)
      .and.match(/script-src 'self' 'nonce-[\w+/=-]{20,}'/)
      .and.match(/frame-ancestors 'none'/)
      .and.match(/base-uri 'none'/);
    expect(policy).not.to.contain("unsafe");
    expect(policies[0]).not.to.equal(policies[1]);
  });

  it("forbid sniffing and framing, and do not name the software", async () => {
    const { headers } = await new Browser(app.url).get("/login");
    expect(headers.get("x-content-type-options")).to.equal("nosniff");
    expect(headers.get("x-frame-options")).to.equal("SAMEORIGIN");
    expect(headers.get("x-powered-by")).to.equal(null);
    expect(headers.get("strict-transport-security"), "HSTS over plain HTTP would be ignored").to.equal(null);
  });

  it("refuse a form of another site, and one without this browser's token", async () => {
    const browser = new Browser(app.url);
    const crossSite = await browser.post(
      "/login",
      { email: "a@example.com", password: "x" },
      { "sec-fetch-site": "cross-site" },
    );
    expect(crossSite.status).to.equal(403);
    const forged = await browser.send("/logout", {
      method: "POST",
      body: new URLSearchParams({ _csrf: "guess" }),
    });
    expect([forged.status, forged.$("h1").text()]).to.deep.equal([403, "This form has expired"]);
  });
});

describe("over TLS", function () {
  this.timeout(30_000);

  it("sends HSTS and cookies that no other host and no plain connection can set or see", async () => {
    const folder = mkdtempSync(join(tmpdir(), "holdfast-tls-"));
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    execFileSync(
      "openssl",
      [
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "1",
        "-subj",
        "/CN=localhost",
        "-keyout",
        key,
        "-out",
        cert,
      ],
      { stdio: "ignore" },
    );
    const port = 20_000 + (process.pid % 20_000);
    const child = spawn(process.execPath, ["--import", "tsx", "server/main.ts"], {
      cwd: projectRoot,
      stdio: "ignore",
      env: { ...process.env, PORT: String(port), TLS_CERT: cert, TLS_KEY: key, LOG_LEVEL: "silent" },
    });
    try {
      const get = () =>
        new Promise<IncomingMessage>((resolve, reject) =>
          request({ port, path: "/login", host: "localhost", ca: readFileSync(cert) }, (answer) =>
            resolve(answer.resume()),
          )
            .on("error", reject)
            .end(),
        );
      await waitUntil(async () => void (await get()), 20);
      const { statusCode, headers } = await get();
      expect(statusCode).to.equal(200);
      expect(headers["strict-transport-security"]).to.match(/max-age=31536000/);
      const [cookie = ""] = headers["set-cookie"] ?? [];
      expect(cookie)
        .to.match(/^__Host-holdfast\.browser=/)
        .and.match(/; Path=\/;/)
        .and.match(/; HttpOnly/)
        .and.match(/; Secure/)
        .and.match(/; SameSite=Lax/);
    } finally {
      child.kill("SIGKILL");
    }
  });
});
