import { on } from "../core/listeners.ts";
import { mailLinks, queueMail, withinBudget } from "../mail/index.ts";
import { frontById } from "../portals/index.ts";
import { guestRequestReceived, issueGuestToken } from "../tickets/index.ts";
import { guestConfirmation } from "./notices.ts";
import { t } from "./notices.service.ts";

const confirmationsAnHour = 5;

/**
 * Asks the address itself whether the request is its own. The form may name anybody's address: so no word of the mail is the sender's,
 * not even the name, and an address gets five of them an hour.
 */
export const confirmGuest = on(
  guestRequestReceived,
  "notifications.guest-confirmation",
  async (ctx, { guestRequestId }, delivery) => {
    // Made here, so that the link stands nowhere but in the mail.
    const request = await issueGuestToken(ctx, guestRequestId);
    if (!request || !(await withinBudget(ctx, "guest-confirmation", request.email, confirmationsAnHour)))
      return;
    const front = await frontById(ctx.db, request.customerPortalId);
    const links = await mailLinks(front ?? ctx);
    await queueMail(ctx, {
      cause: `${guestRequestReceived.name}:${delivery.id}`,
      kind: "guest-confirmation",
      to: { email: request.email, name: "" },
      subject: t("notifications.guest.subject"),
      template: guestConfirmation,
      model: {
        button: links.button(
          t("notifications.guest.confirm"),
          links.url(`/requests/confirm/${request.token}`),
        ),
        hours: request.hours,
      },
      reason: t("notifications.guest.reason"),
      secret: true,
      ...(front ? { front } : {}),
    });
  },
);
