import type { Stage } from "./lab.ts";
import type { Subject } from "./measure.ts";
import type { BenchPage } from "./pages.ts";
import type { Target } from "./servers.ts";

const sessionOf = (stage: Stage, page: BenchPage) => (page.who === "agent" ? stage.agent : stage.contact);

/** (c) The product's pages on a stage. */
export const productOn = (stage: Stage, name: string): Subject => ({
  name,
  pids: stage.product.pids,
  mariadb: stage.lab.mariadb,
  redis: stage.lab.redis,
  url: ({ path }) => stage.product.url + path,
  headers: (page) => ({ Cookie: sessionOf(stage, page).cookie }),
});

/** (b) The floor and (a) the constant page, as large as the product's; `sizes` by page name. */
export function bareOn(
  stage: Stage,
  bare: Target,
  kind: "floor" | "constant",
  sizes: ReadonlyMap<string, number>,
): Subject {
  const given = (page: BenchPage) => {
    const number = /\/(\d+)$/.exec(page.path)?.[1] ?? "0";
    return new URLSearchParams({
      portal: String(stage.cast.portalId),
      number,
      size: String(sizes.get(page.name) ?? 0),
    }).toString();
  };
  return {
    name: kind === "floor" ? "b" : "a",
    pids: bare.pids,
    mariadb: stage.lab.mariadb,
    redis: stage.lab.redis,
    url: (page) =>
      kind === "floor"
        ? `${bare.url}/floor/${page.floor}?${given(page)}`
        : `${bare.url}/constant?${sizes.get(page.name) ?? 0}`,
    headers: (page) => ({ Cookie: `session=${sessionOf(stage, page).id}` }),
  };
}

/** Asks once for what will be measured. @returns the size of the answer in bytes. @throws Error unless it is a 200 with the right content. */
export async function check(subject: Subject, page: BenchPage, contains: string): Promise<number> {
  const response = await fetch(subject.url(page), { headers: subject.headers(page), redirect: "manual" });
  const text = await response.text();
  if (response.status !== 200 || !text.includes(contains))
    throw new Error(
      `${page.name} of ${subject.name}: ${response.status}, without ${contains}: ${text.slice(0, 200)}`,
    );
  return Buffer.byteLength(text);
}
