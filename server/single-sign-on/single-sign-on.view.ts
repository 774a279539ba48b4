import { view } from "../core/views.ts";

interface FailedPage {
  readonly heading: string;
  readonly text: string;
  readonly againUrl: string;
  readonly otherUrl: string;
  /** Drawn by sign-in's partial. */
  readonly support: { readonly text: string; readonly url: string | null } | null;
}
export const failedPage = view<FailedPage>("single-sign-on/customer/failed");

interface DeparturePage {
  readonly heading: string;
  readonly text: string;
  readonly url: string;
  readonly label: string;
}
export const departurePage = view<DeparturePage>("single-sign-on/customer/departure");
