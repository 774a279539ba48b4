import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { log } from "../core/log.ts";
import { Refusal, type Route, type Routes } from "./routes.ts";

const largestBody = 4 * 1024 * 1024;

/** Who asks: `name` is "local", a node by its certificate, or "". */
export interface Caller {
  readonly name: string;
  readonly kind: "local" | "member" | "certified" | "anyone";
}

/**
 * Answers the requests of a control channel from a table of routes: JSON in, JSON out, bodies to 4 MB. A refusal answers 409 with its code and
 * sentence, an unknown or forbidden route 404 or 403, a bug 500 (logged, not told).
 */
export function answering(routes: Routes, callerOf: (request: IncomingMessage) => Caller): RequestListener {
  return (request, response) => {
    void answer(routes, callerOf(request), request, response);
  };
}

async function answer(routes: Routes, caller: Caller, request: IncomingMessage, response: ServerResponse) {
  const key = `${request.method ?? ""} ${request.url ?? ""}`;
  const route = Object.hasOwn(routes, key) ? routes[key] : undefined;
  try {
    if (!route) return void reply(response, 404, problem("unknown", `There is no ${key} here.`));
    if (!mayCall(route, caller))
      return void reply(
        response,
        403,
        problem("forbidden", `${key} is not for ${caller.name || "strangers"}.`),
      );
    const body = await bodyOf(request);
    const answered = (await route.handle(body, caller.name)) ?? {};
    if (isStream(answered)) await replyLines(response, answered);
    else reply(response, 200, answered);
  } catch (error) {
    if (error instanceof Refusal) return void reply(response, 409, problem(error.code, error.message));
    log.error({ err: error, route: key, caller: caller.name }, "a request of the control channel failed");
    reply(response, 500, problem("failed", `${key} failed; see the log of the failover agent.`));
  }
}

function mayCall(route: Route, { kind }: Caller): boolean {
  if (kind === "local") return route.local;
  if (kind === "member") return route.peers || route.strangers !== undefined;
  return route.strangers === "anyone" || (kind === "certified" && route.strangers === "certified");
}

const problem = (code: string, message: string) => ({ error: { code, message } });

function reply(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

const isStream = (answered: unknown): answered is AsyncIterable<unknown> =>
  typeof answered === "object" && answered !== null && Symbol.asyncIterator in answered;

/** One line of JSON for each element, until the caller goes. The elements must keep coming: only then is a departure noticed. */
async function replyLines(response: ServerResponse, lines: AsyncIterable<unknown>): Promise<void> {
  response.writeHead(200, { "content-type": "application/x-ndjson" });
  for await (const line of lines) {
    if (response.destroyed) return;
    response.write(`${JSON.stringify(line)}\n`);
  }
  response.end();
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestBody) throw new Refusal("too-large", "The request is larger than 4 MB.");
    chunks.push(chunk);
  }
  if (size === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new Refusal("malformed", "The request is not JSON.");
  }
}
