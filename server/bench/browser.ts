/** The little of a browser that the benchmark needs: cookies, the form token, a sign-in. */
export class Session {
  readonly #url: string;
  readonly #cookies = new Map<string, string>();
  #token = "";

  constructor(url: string) {
    this.#url = url;
  }

  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  /** The session's id, as it is the key in Redis. */
  get id(): string {
    const value = decodeURIComponent(
      [...this.#cookies].find(([name]) => name.endsWith("session"))?.[1] ?? "",
    );
    return /^s:([^.]+)\./.exec(value)?.[1] ?? value;
  }

  async get(path: string): Promise<{ status: number; text: string }> {
    const response = await this.#send(path, {});
    const text = await response.text();
    this.#token = /<meta name="csrf-token" content="([^"]+)"/.exec(text)?.[1] ?? this.#token;
    return { status: response.status, text };
  }

  /** Posts a form. @returns the status and where it leads. */
  async post(
    path: string,
    fields: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; location: string }> {
    const body = new URLSearchParams({ _csrf: this.#token, ...fields });
    const response = await this.#send(path, { method: "POST", body, headers });
    await response.arrayBuffer();
    return { status: response.status, location: response.headers.get("location") ?? "" };
  }

  /** @throws Error when the address or the password is refused. */
  async signIn(email: string, password: string): Promise<void> {
    await this.get("/login");
    const { status } = await this.post("/login", { email, password });
    if (status !== 303) throw new Error(`${email} could not sign in: ${status}`);
  }

  async #send(path: string, init: RequestInit & { headers?: Record<string, string> }): Promise<Response> {
    const response = await fetch(new URL(path, this.#url), {
      ...init,
      headers: { ...init.headers, cookie: this.cookie },
      redirect: "manual",
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      this.#cookies.set(name, value);
    }
    return response;
  }
}
