import { type Context, inPortal, type Scope } from "../core/context.ts";
import { firstPortal, type Front, frontOfPortal, frontUrl, inkOn } from "../portals/index.ts";
import { mailSettings } from "./mail.settings.ts";

/** What views/shared/mail-button.hbs draws. */
export interface MailButton {
  readonly url: string;
  readonly label: string;
  readonly color: string;
  readonly ink: string;
}

/** Absolute addresses for a mail: from the portal's record and the configured address, never from a request's Host header. */
export interface MailLinks {
  /** On the customer portal; `path` begins with a slash. */
  url(path: string): string;
  /** At the desk of the portal: "/requests/7". */
  desk(path: string): string;
  /** On the installation itself: "/login". */
  installation(path: string): string;
  /** In the portal's colour, for `{{> shared/mail-button button}}`. */
  button(label: string, url: string): MailButton;
}

const plainColor = "#2457d6";

/**
 * The links of a customer portal, or of the one that the scope's portal sends its mail for. A portal without any gets the
 * installation's own address.
 */
export async function mailLinks(of: Scope | Front): Promise<MailLinks> {
  const front = "db" in of ? await frontOfPortal(of.db, of.portalId) : of;
  const { baseUrl } = mailSettings();
  const base = front ? frontUrl(front, baseUrl) : baseUrl;
  const color = front?.brandColor ?? plainColor;
  return {
    url: (path) => base + path,
    desk: (path) => `${baseUrl}${front ? `/desk/${front.portalSlug}` : ""}${path}`,
    installation: (path) => baseUrl + path,
    button: (label, url) => ({ url, label, color, ink: inkOn(color) }),
  };
}

/**
 * A context whose events may lead to mail. In administration and at the common address no portal may have been asked; then mail goes out
 * under the first one's name.
 */
export const mailingContext = async (ctx: Context): Promise<Context> =>
  ctx.portalId > 0 ? ctx : inPortal(ctx, (await firstPortal(ctx.db))?.id ?? 0);
