import { type GlobalContext, inPortal } from "../core/context.ts";
import { InvalidInput } from "../core/errors.ts";
import { defaultLocale, translator } from "../core/i18n.ts";
import { firstPortal } from "../portals/index.ts";
import { openGateway } from "./gateway.service.ts";
import { insertMessage } from "./messages.repository.ts";
import { type Answer, safeWords } from "./text-message.ts";
import { troubleOver } from "./trouble.service.ts";

/**
 * Sends a message now, past the queue, so that whoever asked sees the gateway's answer. Kept like all others: a test that got through
 * also ends a trouble.
 * @throws InvalidInput while there is no portal.
 */
export async function sendTestText(ctx: GlobalContext, to: string, once: string): Promise<Answer> {
  const portalId = (await firstPortal(ctx.db))?.id;
  if (portalId === undefined) throw new InvalidInput({ mobile: { key: "mail.noPortal" } });
  const text = translator(defaultLocale)("text-messages.test.text");
  const gateway = openGateway();
  const answer = await gateway.deliver({ to, text }).finally(() => gateway.close());
  const words = safeWords(answer.words, text);
  await insertMessage(inPortal(ctx, portalId), {
    cause: `test:${once}`,
    kind: "test",
    recipient: to,
    body: "",
    state: answer.sent ? "sent" : "failed",
    at: new Date(),
    expiresAt: new Date(),
    tried: { problem: answer.sent ? null : answer.problem, answer: words },
  });
  troubleOver();
  return { ...answer, words };
}
