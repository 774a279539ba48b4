import type { Problem } from "./provider.ts";

/** As xml2js reads an element: attributes under "$", children by name, in lists. */
interface Element {
  readonly $?: Readonly<Record<string, string>>;
  readonly [name: string]: unknown;
}

const children = (element: Element | undefined, name: string): readonly Element[] =>
  ((element?.[name] as Element[] | undefined) ?? []).filter((each) => typeof each === "object");

const bearer = "urn:oasis:names:tc:SAML:2.0:cm:bearer";

/**
 * The confirmation that lets whoever brings the assertion use it (SAML profiles, 4.1.4.2): made for our address, in answer to a request of
 * ours, and not run out. Or what is wrong with the best there is.
 */
export function bearerOf(
  document: Readonly<Record<string, unknown>> | undefined,
  recipient: string,
  now: number,
  skewMs: number,
): { requestId: string; id: string; expiresAt: Date } | Problem {
  const assertion = document?.Assertion as Element | undefined;
  const id = assertion?.$?.ID;
  if (!id) return "other";
  const data = children(children(assertion, "Subject")[0], "SubjectConfirmation")
    .filter(({ $ }) => $?.Method === bearer)
    .flatMap((confirmation) => children(confirmation, "SubjectConfirmationData"))
    .map(({ $ = {} }) => $);
  const ours = data.filter(({ Recipient }) => Recipient === recipient);
  const answers = ours.filter(({ InResponseTo = "" }) => InResponseTo !== "");
  if (answers.length === 0) return "not-for-us";
  for (const { InResponseTo = "", NotOnOrAfter = "", NotBefore } of answers) {
    const until = Date.parse(NotOnOrAfter);
    const from = NotBefore === undefined ? -Infinity : Date.parse(NotBefore);
    if (now - skewMs < until && now + skewMs >= from)
      return { requestId: InResponseTo, id, expiresAt: new Date(until + skewMs) };
  }
  return "clock";
}
