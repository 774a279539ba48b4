import { z } from "zod";
import { Refusal, type Routes } from "../cluster/routes.ts";
import { byPosition } from "./galera-start.ts";
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
      handle: async (body, caller) => {
        const { position } = proposal.parse(body);
        const { state, position: own } = await here();
        if (state !== "waiting")
          throw new Refusal("not-waiting", `the database of ${deps.self} does not wait, it is ${state}`);
        const mine = { name: deps.self, position: own };
        if (own && (own.uuid !== position?.uuid || byPosition(mine, { name: caller, position }) < 0))
          throw new Refusal("newer", `${deps.self} has newer data, or of another history`);
        return { agreed: true };
      },
    },
  } satisfies Routes;
}
