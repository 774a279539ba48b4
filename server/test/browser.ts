import { type CheerioAPI, load } from "cheerio";
import { password } from "./factories.ts";

export interface Answer {
  readonly status: number;
  readonly location: string | null;
  readonly headers: Headers;
  readonly text: string;
  readonly $: CheerioAPI;
}

/** A browser without JavaScript: keeps cookies, does not follow redirects by itself. */
export class Browser {
  readonly url: string;
  readonly #cookies = new Map<string, string>();
  #token: string | undefined;

  constructor(url: string) {
    this.url = url;
  }

  async send(path: string, init: RequestInit = {}): Promise<Answer> {
    const headers = new Headers(init.headers);
    headers.set("cookie", [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; "));
    const response = await fetch(new URL(path, this.url), { ...init, headers, redirect: "manual" });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (/expires=Thu, 01 Jan 1970/i.test(cookie)) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    const text = await response.text();
    return {
      status: response.status,
      location: response.headers.get("location"),
      headers: response.headers,
      text,
      $: load(text),
    };
  }

  /** A cookie as this browser holds it; empty without. */
  cookie = (name: string): string => this.#cookies.get(name) ?? "";

  get = (path: string, headers: Record<string, string> = {}) => this.send(path, { headers });

  /** Opens a stream, reads nothing of it and closes it again. */
  async peek(path: string): Promise<Answer> {
    const stop = new AbortController();
    const headers = { cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ") };
    const response = await fetch(new URL(path, this.url), {
      headers,
      redirect: "manual",
      signal: stop.signal,
    });
    const streams = response.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
    const text = streams ? "" : await response.text();
    if (streams) stop.abort();
    return {
      status: response.status,
      location: response.headers.get("location"),
      headers: response.headers,
      text,
      $: load(text),
    };
  }

  /** Follows redirects by GET until a page answers. */
  async visit(path: string): Promise<Answer> {
    let answer = await this.get(path);
    for (let hops = 0; answer.location && hops < 10; hops++) answer = await this.get(answer.location);
    return answer;
  }

  /** The CSRF token of this browser, from any page. */
  async token(from = "/login"): Promise<string> {
    // It hangs on the browser's cookie alone, so it is asked for once; a signed-in person's /login leads elsewhere.
    return (this.#token ??= (await this.visit(from)).$("meta[name=csrf-token]").attr("content") ?? "");
  }

  /** Posts a form as a browser does, with the token of this browser. */
  async post(
    path: string,
    fields: Record<string, string | string[]> = {},
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const body = new URLSearchParams({ _csrf: await this.token() });
    for (const [name, value] of Object.entries(fields))
      for (const each of [value].flat()) body.append(name, each);
    return this.send(path, {
      method: "POST",
      body,
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    });
  }

  /** Posts a multipart form: fields first, then files, as our pages order them. */
  async postFiles(
    path: string,
    fields: Record<string, string>,
    files: { field: string; name: string; data: Uint8Array | string }[],
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const body = new FormData();
    body.append("_csrf", await this.token());
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    for (const { field, name, data } of files) body.append(field, new Blob([data as BlobPart]), name);
    return this.send(path, { method: "POST", body, headers });
  }

  /** Signs in through the page; the factories' password unless given. */
  signIn(email: string, base = "", secret = password): Promise<Answer> {
    return this.post(`${base}/login`, { email, password: secret });
  }
}
