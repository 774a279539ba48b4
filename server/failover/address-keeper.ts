import type { VirtualAddress } from "../cluster/cluster.ts";
import type { Timing } from "../cluster/profiles.ts";
import { log } from "../core/log.ts";
import { endForwarding, forwardStrays } from "./forwarding.ts";
import { wordsOf } from "./looking.ts";
import { monotonicNow } from "./role-view.ts";
import type { PartState, RoleState } from "./state.ts";
import { type AddressOnMachine, findAddress, lifetime } from "./virtual-address.ts";

/** Keeps the virtual address where the role is: on this machine while it holds the role, and not a moment longer. */
export interface AddressKeeper {
  /** Told of each state of the lease, renewals too. @returns when the address is as it should be, or cannot be. */
  follow(state: RoleState): Promise<void>;
  /**
   * Another node of the cluster had it until now: it need not be looked for before it is taken.
   * @param from its own address, when it handed the role over and lives on: people's open connections are passed on to it.
   */
  inherit(from: string | null): void;
  /** The next loss of the role is a hand-over: open connections live on for ten seconds. */
  leaveGently(): void;
  part(): PartState;
  /** Removes it. */
  stop(): Promise<void>;
}

const graceMs = 10_000;
const retryMs = 5000;

/** All commands run one after another; whatever has changed meanwhile is acted upon once, as it is then. */
export function keepAddress(vip: VirtualAddress, timing: Timing): AddressKeeper {
  const { address } = vip;
  let latest: RoleState | undefined;
  let machine: AddressOnMachine | undefined;
  let state: PartState = { ok: true, detail: `${address} is not here` };
  let taken = false;
  let takenBefore = false;
  let inherited: { readonly from: string | null } | undefined;
  let gently = false;
  let notBefore = 0;
  let working: Promise<void> | undefined;
  let again = false;
  let farewell: NodeJS.Timeout | undefined;

  const seconds = () => (latest?.role === "primary" ? lifetime(latest.deadline, monotonicNow(), timing) : 0);
  const holds = () => latest?.role === "primary" && monotonicNow() < latest.deadline;
  const say = (ok: boolean, detail: string) => {
    if (state.detail !== detail) log[ok ? "info" : "error"]({ address }, detail);
    state = { ok, detail };
  };
  const refuse = (detail: string) => {
    notBefore = monotonicNow() + retryMs;
    say(false, detail);
  };

  async function take(): Promise<void> {
    if (monotonicNow() < notBefore) return;
    machine ??= await findAddress(vip);
    // Since it was here it can only have been on another node of the cluster, whose lease we have now: looking for it would cost a second.
    if (!inherited && !takenBefore && !(await machine.isSet())) {
      const owner = await machine.otherOwner();
      if (owner !== null) return refuse(`${address} is not taken: the machine with ${owner} has it`);
    }
    const from = inherited?.from;
    inherited = undefined;
    if (from) await forwardStrays(address, machine.interface, from, graceMs / 1000 + 2);
    const limit = seconds();
    if (limit < 1) return;
    clearTimeout(farewell);
    await machine.set(limit);
    taken = takenBefore = true;
    machine.announce();
    say(true, `${address} is here, on ${machine.interface}`);
  }

  async function give(): Promise<void> {
    if (!machine) return;
    if (gently) {
      await machine.retire(graceMs / 1000 + 2);
      const leaving = machine;
      farewell = setTimeout(() => {
        leaving.remove().catch((error: unknown) => say(false, wordsOf(error)));
      }, graceMs);
    } else await machine.remove();
    await endForwarding();
    gently = false;
    taken = false;
    say(true, `${address} is not here`);
  }

  async function act(): Promise<void> {
    try {
      if (!holds()) {
        if (taken) await give();
      } else if (!taken) await take();
      else if (seconds() > 0) await machine?.set(seconds());
      // The machine may have slept since: then the role is gone, and the address must go too.
      if (taken && !holds()) await give();
    } catch (error) {
      refuse(wordsOf(error));
    }
  }

  async function work(): Promise<void> {
    do {
      again = false;
      await act();
    } while (again);
    working = undefined;
  }

  return {
    follow: (now) => {
      latest = now;
      again = true;
      return (working ??= work());
    },
    inherit: (from) => (inherited = { from }),
    leaveGently: () => (gently = true),
    part: () => state,
    stop: async () => {
      latest = undefined;
      await working;
      clearTimeout(farewell);
      gently = false;
      await endForwarding();
      await machine?.remove().catch((error: unknown) => log.warn({ err: error }, "the address stays"));
    },
  };
}
