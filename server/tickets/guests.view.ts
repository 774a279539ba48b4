import type { Translate } from "../core/i18n.ts";
import { view } from "../core/views.ts";
import type { Confirmation } from "./guests.service.ts";

interface ConfirmModel {
  readonly heading: string;
  readonly text: string;
  readonly subject: string | null;
  readonly csrf: string;
  /** Where the one button posts to; a mail scanner that opens the link confirms nothing. */
  readonly action: string | null;
  readonly link: { readonly label: string; readonly url: string } | null;
}
export const confirmView = view<ConfirmModel>("tickets/customer/confirm");

interface Parts {
  readonly t: Translate;
  readonly base: string;
  readonly csrf: string;
}

export const sentModel = ({ t, base, csrf }: Parts): ConfirmModel => ({
  heading: t("tickets.guest.sent.heading"),
  text: t("tickets.guest.sent.text"),
  subject: null,
  csrf,
  action: null,
  link: { label: t("tickets.guest.home"), url: base || "/" },
});

export function confirmModel(
  { t, base, csrf }: Parts,
  token: string,
  confirmation: Confirmation,
): ConfirmModel {
  const { state } = confirmation;
  const home = { label: t("tickets.guest.home"), url: base || "/" };
  const values = {
    number: state === "confirmed" ? confirmation.number : 0,
    email: state === "confirmed" || state === "waiting" ? confirmation.email : "",
  };
  return {
    heading: t(`tickets.guest.${state}.heading`, values),
    text: t(`tickets.guest.${state}.text`, values),
    subject: state === "waiting" ? confirmation.subject : null,
    csrf,
    action: state === "waiting" ? `${base}/requests/confirm/${token}` : null,
    link:
      state === "expired"
        ? { label: t("tickets.customer.submitRequest"), url: `${base}/requests/new` }
        : state === "waiting"
          ? null
          : home,
  };
}
