import { idParam, routes } from "../core/http/routes.ts";
import { noStore } from "../core/http/security.ts";
import { frontInUse } from "../portals/index.ts";
import { originOf } from "./origin.ts";

/**
 * The addresses that providers know: the same for ever, whatever a portal is called and wherever it lives. They decide nothing; they hand
 * on to the front whose browser waits, because the cookie that proves the browser is bound to that front's host.
 */
export const endpointRoutes = routes("anyone");

endpointRoutes.get("/single-sign-on/:provider/callback", async (req, res) => {
  const state = typeof req.query.state === "string" ? req.query.state : "";
  const origin = await waitingFront(Number(/\.(\d{1,10})$/.exec(state)?.[1] ?? 0));
  const at = req.originalUrl.indexOf("?");
  noStore(res);
  res.redirect(
    303,
    `${origin}/login/single-sign-on/${idParam(req, "provider")}/return${at < 0 ? "" : req.originalUrl.slice(at)}`,
  );
});

/** Only ever one of our own addresses: the number in a request is looked up, and 0 or nonsense is the common page. */
export async function waitingFront(id: number): Promise<string> {
  const front = id === 0 ? null : await frontInUse(id);
  return originOf(front?.enabled ? front : null);
}
