import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Config } from "../../config/schema.ts";

/** What `/health/ready` says. */
export interface Health {
  readonly ready: boolean;
  readonly checks: Record<string, unknown>;
}

/** Where this machine asks its own portal for health. */
export const healthAddress = (config: Config) =>
  `${config.tls ? "https" : "http"}://127.0.0.1:${config.port}/health/ready`;

/** @throws Error when nothing answers there, or something that is not Holdfast. */
export function askHealth(address: string): Promise<Health> {
  const request = address.startsWith("https:") ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    // Over loopback to ourselves: the certificate is for the public name.
    const asked = request(address, { rejectUnauthorized: false, timeout: 5000 }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (body += chunk));
      response.on("end", () => {
        try {
          const { checks } = JSON.parse(body) as { checks?: Record<string, unknown> };
          resolve({ ready: response.statusCode === 200, checks: checks ?? {} });
        } catch {
          reject(new Error(`${address} answered ${response.statusCode ?? "nothing"}, not with health`));
        }
      });
    });
    asked.on("timeout", () => asked.destroy(new Error(`${address} did not answer within 5 s`)));
    asked.on("error", reject);
    asked.end();
  });
}
