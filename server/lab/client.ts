// The client's process: signs people in, produces load on command, writes down what happened.
import { writeFileSync } from "node:fs";
import { type LoadOptions, startLoad } from "./workload.ts";
import { Visitor } from "./visitor.ts";

/** What the lab tells it. */
export type Order =
  | {
      readonly order: "sign-in";
      readonly base: string;
      readonly contacts: readonly string[];
      readonly agent: string;
      readonly password: string;
    }
  | { readonly order: "start"; readonly load: LoadOptions }
  | { readonly order: "stop"; readonly drainSeconds: number; readonly file: string };

let people: { contacts: Visitor[]; agent: Visitor } | undefined;
let load: ReturnType<typeof startLoad> | undefined;

async function obey(order: Order): Promise<void> {
  if (order.order === "sign-in") {
    const contacts = order.contacts.map((email) => new Visitor(order.base, email));
    const agent = new Visitor(order.base, order.agent);
    for (const each of [...contacts, agent]) {
      await each.signIn(order.password);
      // The form token that later posts carry.
      await each.ask(each === agent ? "/desk" : "/requests", 10_000);
    }
    people = { contacts, agent };
  } else if (order.order === "start") {
    if (!people) throw new Error("nobody is signed in");
    load = startLoad(people, order.load);
  } else if (load) {
    writeFileSync(order.file, JSON.stringify(await load.stop(order.drainSeconds)));
    load = undefined;
  }
}

process.on("message", (order: Order) => {
  obey(order).then(
    () => process.send?.({ done: true }),
    (error: unknown) => process.send?.({ error: error instanceof Error ? error.message : String(error) }),
  );
});
process.once("disconnect", () => process.exit());
