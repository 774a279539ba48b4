import { z } from "zod";
import { Refusal, type Routes } from "../cluster/routes.ts";
import type { Layout } from "./layout.ts";
import { databaseHere } from "./mariadb-state.ts";

const proposal = z.object({ position: z.object({ uuid: z.string(), seqno: z.int() }).nullable() });

/**
 * What a data node's agent answers about its database to the launchers of the others (mariadb-launch.ts).
 * @param deps.self this node's name.
 */
export function databaseRoutes(deps: {
  readonly layout: Layout;
  readonly databaseUrl: string;
  readonly self: string;
}) {
  const here = () => databaseHere(deps.layout, deps.databaseUrl);
  return {
    "GET /database/position": { local: true, peers: true, handle: here },
    "POST /database/bootstrap-agreement": {
      local: false,
      peers: true,
      handle: async (body) => {
        const { position } = proposal.parse(body);
        const { state, position: own } = await here();
        if (state !== "waiting" && state !== "separated")
          throw new Refusal("not-waiting", `the database of ${deps.self} does not wait, it is ${state}`);
        // Of those that run in one part without the majority all have the same data, or soon will.
        const newer = state === "separated" ? -1 : (own?.seqno ?? -1) - (position?.seqno ?? -1);
        if (own && (own.uuid !== position?.uuid || newer > 0))
          throw new Refusal("newer", `${deps.self} has newer data, or of another history`);
        return { agreed: true };
      },
    },
  } satisfies Routes;
}
