import { invitedPerson } from "../accounts/index.ts";
import { defaultLocale, translator } from "../core/i18n.ts";
import { on } from "../core/listeners.ts";
import { view } from "../core/views.ts";
import { queueMail, withinBudget } from "../mail/index.ts";
import { frontById } from "../portals/index.ts";
import { codeRequested } from "./codes.events.ts";
import { makeCode } from "./codes.service.ts";
import { codeMinutes } from "./codes.settings.ts";

interface CodeMail {
  readonly greeting: string;
  readonly text: string;
  readonly code: string;
  readonly after: string;
}
const codeMail = view<CodeMail>("sign-in/mail/code");
const t = translator(defaultLocale);
/** Whoever asks in another's name must not fill their mailbox. */
const codesAnHour = 10;

/** Mails a code, if somebody signs in with this address. Sent after the answer, so that the answer tells nothing. */
export const mailCode = on(
  codeRequested,
  "sign-in.mail-code",
  async (ctx, { email, browserHash, customerPortalId }, delivery) => {
    if (!(await withinBudget(ctx, "sign-in-code", email, codesAnHour))) return;
    const code = await makeCode(ctx, email, browserHash);
    if (code === null) return;
    const front = customerPortalId === null ? null : await frontById(ctx.db, customerPortalId);
    const name = (await invitedPerson(ctx.db, email))?.name ?? "";
    await queueMail(ctx, {
      cause: `sign-in-code:${delivery.id}`,
      kind: "sign-in-code",
      to: { email, name },
      subject: t("sign-in.codeMail.subject"),
      template: codeMail,
      model: {
        greeting: t("sign-in.mailGreeting", { name: name || email }),
        text: t("sign-in.codeMail.text", { minutes: codeMinutes.get() }),
        code,
        after: t("sign-in.codeMail.after"),
      },
      reason: t("sign-in.codeMail.reason"),
      secret: true,
      ...(front ? { front } : {}),
    });
  },
);
