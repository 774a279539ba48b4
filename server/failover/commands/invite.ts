import type { Cluster } from "../../cluster/cluster.ts";
import type { Invited } from "../../installation/inviting.ts";
import { type Command, type Terms, text } from "./terms.ts";

export const invite: Command = {
  summary: "prints the commands by which other servers join, each with a one-time token",
  help: `
npm run failover -- invite [--server | --witness] [--name NAME] [--address ADDRESS]

Prints the command to type on another machine, in a clone of the same version. Its token lets one server in, once, for 30 minutes.
Without --server or --witness: for the next server, and for a witness if there is none. Nothing is interrupted.

  --server            only for another server with the data
  --witness           only for a witness: a small machine that votes; it gets no customer data
  --name NAME         what the node will be called (b, c …; the witness: w)
  --address ADDRESS   the address of this server that the others shall use`,
  options: {
    server: { type: "boolean" },
    witness: { type: "boolean" },
    name: { type: "string" },
    address: { type: "string" },
  },
  run: async (terms, { server, witness, name, address }) => {
    const one = witness ? "witness" : server || name ? "data" : null;
    const { nodes } = await terms.ask<Cluster>("GET /cluster");
    const kinds: ("data" | "witness")[] = one
      ? [one]
      : nodes.some(({ kind }) => kind === "witness")
        ? ["data"]
        : ["data", "witness"];
    const said = new Set<string>();
    for (const kind of kinds) {
      const notes = await inviteOne(terms, kind, text(name), text(address), said);
      for (const note of notes) said.add(note);
    }
  },
};

async function inviteOne(
  { ask, print }: Terms,
  kind: "data" | "witness",
  name: string | undefined,
  address: string | undefined,
  said: ReadonlySet<string>,
): Promise<readonly string[]> {
  const body = { kind, name: name ?? null, address: address ?? null };
  const { command, minutes, notes } = await ask<Invited>("POST /invite", body, 120_000);
  for (const note of notes) if (!said.has(note)) print(`Note: ${note}\n`);
  print(
    kind === "witness"
      ? `On the witness, in a clone of this version, within ${minutes} minutes:`
      : `On the other server, in a clone of this version, within ${minutes} minutes:`,
  );
  print(`\n  ${command}\n`);
  return notes;
}
