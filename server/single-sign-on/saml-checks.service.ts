import { X509Certificate } from "node:crypto";
import { type Check, clockCheck } from "./checks.service.ts";
import { validity } from "./key-making.ts";
import type { Problem, SamlProvider } from "./provider.ts";

const soonMs = 30 * 86_400_000;

/** Looks at what can be seen without a person: the certificates' dates, whether the sign-in address answers, and its clock. */
export async function checkSaml({ config }: SamlProvider, now = Date.now()): Promise<readonly Check[]> {
  const clock = await clockCheck(config.ssoUrl);
  const answers = clock.problem === null || clock.problem === "clock";
  return [
    ...config.certificates.map((certificate) => certificateCheck(certificate, now)),
    { what: "address", problem: answers ? null : clock.problem, values: {} },
    ...(answers ? [clock] : []),
  ];
}

function certificateCheck(base64: string, now: number): Check {
  const dates = validity(base64);
  if (!dates)
    return { what: "certificate", problem: "certificate-unreadable", values: { name: "?", until: "?" } };
  const left = dates.to.getTime() - now;
  const problem: Problem | null =
    left <= 0 ? "certificate-expired" : left < soonMs ? "certificate-soon" : null;
  const { subject } = new X509Certificate(Buffer.from(base64, "base64"));
  const name = /CN=(.*)/.exec(subject)?.[1] ?? subject.split("\n")[0] ?? "";
  return { what: "certificate", problem, values: { name, until: dates.to.toISOString().slice(0, 10) } };
}
