import type { Request } from "express";
import { agentActor } from "../accounts/index.ts";
import { routes } from "../core/http/routes.ts";
import { noStore } from "../core/http/security.ts";
import { currentCluster } from "./watch.ts";

/** GET /api/ha/status: the same state as Administration → Fail Over, for an administrator's own tools. Answers JSON whoever asks. */
export const statusRoutes = routes("anyone");

statusRoutes.get("/api/ha/status", async (req, res) => {
  noStore(res);
  const refusal = await refusalOf(req);
  if (refusal !== null) {
    const [status, code, message] = refusal;
    res.status(status).json({ error: { code, message } });
    return;
  }
  await currentCluster().then(
    (state) => res.json(state),
    (error: unknown) =>
      res.status(503).json({ error: { code: "agent_away", message: (error as Error).message } }),
  );
});

async function refusalOf(req: Request): Promise<[number, string, string] | null> {
  const loginId = req.session?.loginId;
  if (loginId === undefined) return [401, "sign_in_needed", "Sign in as an administrator first."];
  const agent = await agentActor(req.ctx.db, loginId, null);
  return agent?.administrator === true
    ? null
    : [403, "forbidden", "Only administrators may see the state of the servers."];
}
