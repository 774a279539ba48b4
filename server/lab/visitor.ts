import { Agent, type OutgoingHttpHeaders, request } from "node:http";

/** What came back, or why nothing did. */
export interface Answer {
  /** 0 when there was none. */
  readonly status: number;
  readonly location: string;
  readonly text: string;
  /** The network's word for what happened; empty when an answer came. */
  readonly failure: string;
}

export interface Body {
  readonly type: string;
  readonly bytes: Buffer;
}

/** A browser of one person: cookies, the form's token, a time limit for each attempt. */
export class Visitor {
  readonly email: string;
  readonly #base: URL;
  readonly #cookies = new Map<string, string>();
  readonly #kept = new Agent({ keepAlive: true, maxSockets: 4 });
  #token = "";

  constructor(base: string, email: string) {
    this.#base = new URL(base);
    this.email = email;
  }

  get token(): string {
    return this.#token;
  }

  /**
   * Asks once. @param kept over a connection that stays open, else over a new one. @returns within `limitMs`, whatever happens.
   */
  ask(path: string, limitMs: number, body?: Body, kept = false): Promise<Answer> {
    const headers: OutgoingHttpHeaders = {
      cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; "),
      ...(body ? { "content-type": body.type, "content-length": body.bytes.length } : {}),
    };
    return new Promise((resolve) => {
      const failed = (failure: string) => resolve({ status: 0, location: "", text: "", failure });
      const outgoing = request(
        new URL(path, this.#base),
        { method: body ? "POST" : "GET", headers, agent: kept ? this.#kept : false },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
          incoming.on("error", (error: NodeJS.ErrnoException) => failed(error.code ?? error.message));
          incoming.on("end", () => {
            clearTimeout(timer);
            this.#remember(incoming.headers["set-cookie"] ?? []);
            const text = Buffer.concat(chunks).toString("utf8");
            this.#token = /<meta name="csrf-token" content="([^"]+)"/.exec(text)?.[1] ?? this.#token;
            const { location = "" } = incoming.headers;
            resolve({ status: incoming.statusCode ?? 0, location, text, failure: "" });
          });
        },
      );
      const timer = setTimeout(() => {
        failed("TIMEOUT");
        outgoing.destroy();
      }, limitMs);
      outgoing.on("error", (error: NodeJS.ErrnoException) => {
        clearTimeout(timer);
        failed(error.code ?? error.message);
      });
      outgoing.end(body?.bytes);
    });
  }

  /** Through the real form. @throws Error when the sign-in is refused. */
  async signIn(password: string): Promise<void> {
    await this.ask("/login", 10_000);
    const answer = await this.ask(
      "/login",
      10_000,
      fields({ _csrf: this.#token, email: this.email, password }),
    );
    if (answer.status !== 303)
      throw new Error(`${this.email} could not sign in: ${answer.failure || answer.status}`);
  }

  close(): void {
    this.#kept.destroy();
  }

  #remember(cookies: readonly string[]): void {
    for (const cookie of cookies) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === "") this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
  }
}

/** A plain form. */
export const fields = (values: Record<string, string>): Body => ({
  type: "application/x-www-form-urlencoded",
  bytes: Buffer.from(new URLSearchParams(values).toString()),
});

/** A form with a file, fields first, as browsers send it. */
export function withFile(values: Record<string, string>, name: string, content: Buffer): Body {
  const boundary = "----holdfast-lab-7MA4YWxkTrZu0gW";
  const parts = Object.entries(values).map(
    ([field, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${field}"\r\n\r\n${value}\r\n`,
  );
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="files"; filename="${name}"\r\nContent-Type: text/plain\r\n\r\n`;
  const bytes = Buffer.concat([
    Buffer.from(parts.join("") + head),
    content,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  return { type: `multipart/form-data; boundary=${boundary}`, bytes };
}
