import type { AddressKeeper } from "./address-keeper.ts";
import type { LeaseKeeper } from "./lease-keeper.ts";
import type { RoleView } from "./role-view.ts";

/** What follows from the lease, in this order: virtual address, then the word to everybody; and the other way round when it is lost. */
export interface Acting {
  /** From now on nobody here acts any more, although the lease and the address are still ours: the first step of a hand-over. */
  rest(reason: string): void;
  /** Back to what the lease says. */
  resume(): void;
}

/** Nobody waits longer for the address: those who come by another way are to be served. */
const patienceMs = 1500;

/** Joins the lease, the address and what is published. @param address null: the installation has none. */
export function startActing(
  keeper: Pick<LeaseKeeper, "state" | "onChange">,
  view: RoleView,
  address: AddressKeeper | null,
): Acting {
  let resting: string | undefined;
  let preparing = false;

  const publish = () => {
    const state = keeper.state();
    const rested = resting !== undefined && state.role === "primary";
    view.set(rested ? { ...state, deadline: 0, reason: resting ?? "" } : state);
  };
  const prepare = async (ready: Promise<void>) => {
    preparing = true;
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([ready, new Promise((done) => (timer = setTimeout(done, patienceMs)))]);
    clearTimeout(timer);
    preparing = false;
    publish();
  };

  keeper.onChange((state) => {
    if (state.role !== "primary" || address === null) {
      publish();
      void address?.follow(state);
      return;
    }
    const ready = address.follow(state);
    if (view.state().role === "primary") publish();
    else if (!preparing) void prepare(ready);
  });

  return {
    rest: (reason) => {
      resting = reason;
      publish();
    },
    resume: () => {
      resting = undefined;
      publish();
    },
  };
}
