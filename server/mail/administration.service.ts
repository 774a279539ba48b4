import { type GlobalContext, inPortal } from "../core/context.ts";
import { transaction, wakeAfterCommit } from "../core/db.ts";
import { InvalidInput } from "../core/errors.ts";
import { defaultLocale, translator } from "../core/i18n.ts";
import { view } from "../core/views.ts";
import { defaultFront } from "../portals/index.ts";
import { isMailAddress } from "./mail.ts";
import { makeMailDue, mailForUpdate } from "./mails.repository.ts";
import { queueMail } from "./mails.service.ts";

/**
 * Makes a failed or waiting mail due now, with all its tries ahead. A mail that is under way or sent stays as it is.
 * @returns whether it will be sent again.
 * @throws AppError 404 when there is no such mail.
 */
export function sendMailAgain(ctx: GlobalContext, id: number): Promise<boolean> {
  return transaction(ctx, async (tx) => {
    const { state, recipient } = await mailForUpdate(tx.db, id);
    if ((state !== "failed" && state !== "waiting") || !isMailAddress(recipient)) return false;
    await makeMailDue(tx.db, id, tx.now);
    wakeAfterCommit(tx.db);
    return true;
  });
}

interface TestMail {
  readonly at: Date;
}
export const testMail = view<TestMail>("mail/mail/test");

/**
 * Queues a mail that only proves that mail arrives, in the look of the default customer portal.
 * @throws InvalidInput while there is no customer portal.
 */
export async function sendTestMail(ctx: GlobalContext, email: string, once: string): Promise<void> {
  const t = translator(defaultLocale);
  const front = await defaultFront();
  if (!front) throw new InvalidInput({ email: { key: "mail.noPortal" } });
  await queueMail(inPortal(ctx, front.portalId), {
    cause: `test:${once}`,
    kind: "test",
    to: { email, name: "" },
    subject: t("mail.test.subject", { name: front.name }),
    template: testMail,
    model: { at: ctx.now },
    reason: t("mail.test.reason"),
    front,
  });
}
