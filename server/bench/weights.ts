import { request } from "node:http";

export interface Weight {
  readonly page: string;
  /** Kilobytes as sent, compressed: the page with everything it links to, and the page alone. */
  readonly first: number;
  readonly next: number;
  /** Kilobytes of HTML before compression. */
  readonly html: number;
}

/** What a browser fetches for a page the first time and, with what it keeps, the next. */
export async function weigh(name: string, url: string, cookie: string): Promise<Weight> {
  const plain = await fetched(url, cookie, "identity");
  const page = await fetched(url, cookie, "gzip, br");
  const html = plain.body.toString();
  const links = [
    ...html.matchAll(
      /<(?:link[^>]*rel="(?:stylesheet|icon|modulepreload)"[^>]*href|script[^>]*src|img[^>]*src)="([^"]+)"/g,
    ),
  ];
  const files = await Promise.all(
    [...new Set(links.map((match) => match[1] ?? "").filter((path) => path.startsWith("/")))].map((path) =>
      fetched(new URL(path, url).href, cookie, "gzip, br"),
    ),
  );
  const linked = files.reduce((sum, { body }) => sum + body.length, 0);
  return {
    page: name,
    first: (page.body.length + linked) / 1024,
    next: page.body.length / 1024,
    html: plain.body.length / 1024,
  };
}

function fetched(url: string, cookie: string, encoding: string): Promise<{ body: Buffer }> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    request(url, { headers: { cookie, "accept-encoding": encoding } }, (response) => {
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () =>
        response.statusCode === 200
          ? resolve({ body: Buffer.concat(parts) })
          : reject(new Error(`${url}: ${response.statusCode}`)),
      );
    })
      .on("error", reject)
      .end();
  });
}
