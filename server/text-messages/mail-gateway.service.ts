import { mailConfigured, sendDirectly } from "../mail/index.ts";
import { networkProblem } from "./http-gateway.service.ts";
import { fill } from "./template.ts";
import type { Gateway, Problem } from "./text-message.ts";

/** A mail address that becomes a text message: the number stands in it. The mail has the text and nothing else. */
export const mailGateway = (template: string): Gateway => ({
  deliver: async ({ to, text }) => {
    if (template === "" || !mailConfigured()) return { sent: false, problem: "incomplete", words: "" };
    try {
      const words = await sendDirectly({
        to: fill(template, { mobile: to, text, secret: "" }, "plain"),
        text,
      });
      return { sent: true, words };
    } catch (error) {
      return { sent: false, ...problemOf(error) };
    }
  },
  close: () => undefined,
});

function problemOf(error: unknown): { problem: Problem; words: string } {
  const {
    code = "",
    responseCode,
    response = "",
  } = error as {
    code?: string;
    responseCode?: number;
    response?: string;
  };
  if (code === "EAUTH") return { problem: "unauthorised", words: response };
  if (responseCode !== undefined)
    return { problem: responseCode >= 500 ? "refused" : "busy", words: response };
  return networkProblem(error);
}
