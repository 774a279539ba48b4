import type { HttpSettings } from "./gateway.settings.ts";
import { type Filling, fill, headerLines, surroundingsOf } from "./template.ts";
import type { Answer, Gateway, Problem } from "./text-message.ts";

const patienceMs = 10_000;
const longestAnswer = 4000;

/** A gateway that is asked by HTTP, in whatever form it wants. */
export const httpGateway = (settings: HttpSettings): Gateway => ({
  deliver: async ({ to, text }) => {
    const request = requestOf(settings, { mobile: to, text, secret: settings.secret });
    if (!request) return { sent: false, problem: "incomplete", words: "" };
    try {
      // Redirects are not followed: they would carry the secret elsewhere.
      const response = await fetch(request.url, {
        ...request.init,
        redirect: "manual",
        signal: AbortSignal.timeout(patienceMs),
      });
      return judge(settings, response.status, await beginning(response));
    } catch (error) {
      return { sent: false, ...networkProblem(error) };
    }
  },
  close: () => undefined,
});

function requestOf(settings: HttpSettings, filling: Filling): { url: string; init: RequestInit } | null {
  const { method, user, secret } = settings;
  try {
    const url = new URL(fill(settings.url, filling, "url"));
    const headers = new Headers(
      headerLines(settings.headers).map(([name, value]): [string, string] => [
        name,
        fill(value, filling, "header"),
      ]),
    );
    if (user !== "")
      headers.set("authorization", `Basic ${Buffer.from(`${user}:${secret}`).toString("base64")}`);
    const body = fill(settings.body, filling, surroundingsOf(headers.get("content-type") ?? ""));
    if (method === "GET") headers.delete("content-type");
    return { url: url.href, init: { method, headers, ...(method === "GET" ? {} : { body }) } };
  } catch {
    return null;
  }
}

function judge({ success }: HttpSettings, status: number, words: string): Answer {
  const said = `${status} ${words}`.trim();
  if (status >= 200 && status < 300)
    return success === "" || words.includes(success)
      ? { sent: true, words: said }
      : { sent: false, problem: "unexpected", words: said };
  return { sent: false, problem: problemOfStatus(status), words: said };
}

function problemOfStatus(status: number): Problem {
  if (status < 400) return "redirect";
  if ([401, 403, 407].includes(status)) return "unauthorised";
  if ([404, 405, 410].includes(status)) return "wrong-address";
  if ([408, 429, 503].includes(status)) return "busy";
  return status >= 500 ? "fault" : "refused";
}

/** The first characters of the answer; nobody needs the rest, however long it is. */
async function beginning(response: Response): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > longestAnswer) break;
  }
  return text.slice(0, longestAnswer);
}

/** What a failed connection means, in one of our words and in its own. */
export function networkProblem(error: unknown): { problem: Problem; words: string } {
  const outer = error as { name?: string; cause?: unknown; code?: string; message?: string };
  const inner = (outer.cause ?? outer) as { code?: string; message?: string };
  const code = inner.code ?? "";
  const words = code || (inner.message ?? "");
  if (outer.name === "TimeoutError" || /TIMEOUT|TIMEDOUT/.test(code)) return { problem: "timeout", words };
  if (/^(ENOTFOUND|EAI_)/.test(code)) return { problem: "unknown-host", words };
  if (/CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|EPROTO/.test(code))
    return { problem: "certificate", words };
  return { problem: "unreachable", words };
}
