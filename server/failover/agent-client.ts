import { request } from "node:http";

/** The agent's own refusal, in its words: what was asked cannot be done now, and why. */
export class AgentRefusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Nobody answers on the agent's socket. */
export class AgentAwayError extends Error {
  constructor(detail: string) {
    super(`the failover agent of this machine does not answer: ${detail}`);
  }
}

const patienceMs = 1000;

/**
 * Asks this machine's failover agent over its unix socket.
 * @param call "GET /cluster-state", "POST /switchover" …
 * @param timeoutMs how long it may take as a whole; an order that moves the role takes seconds.
 * @returns the JSON that it answers.
 * @throws AgentRefusal with the agent's own sentence when it answers 4xx or 5xx.
 * @throws AgentAwayError when it does not answer in time or at all.
 */
export function askAgent<T>(
  socketPath: string,
  call: string,
  body: object = {},
  timeoutMs: number = patienceMs,
): Promise<T> {
  const [method = "GET", path = "/"] = call.split(" ");
  const text = method === "GET" ? "" : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const away = (detail: string) => reject(new AgentAwayError(detail));
    const asked = request(
      {
        socketPath,
        method,
        path,
        headers: text
          ? { "content-type": "application/json", "content-length": Buffer.byteLength(text) }
          : {},
        signal: AbortSignal.timeout(timeoutMs),
        agent: false,
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("error", (error) => away(error.message));
        answer.on("end", () => {
          const status = answer.statusCode ?? 500;
          const said = parsed(Buffer.concat(chunks).toString());
          if (status >= 400) reject(new AgentRefusal(status, reasonOf(said) ?? `it answers ${status}`));
          else if (said === undefined) away("what it answers is not JSON");
          else resolve(said as T);
        });
      },
    );
    asked.on("error", (error) =>
      away(
        error.name === "AbortError" || error.name === "TimeoutError"
          ? `no answer within ${timeoutMs} ms`
          : error.message,
      ),
    );
    asked.end(text);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The agent says why as `{ "error": "…" }`. */
const reasonOf = (said: unknown): string | undefined =>
  typeof said === "object" && said !== null && "error" in said && typeof said.error === "string"
    ? said.error
    : undefined;
