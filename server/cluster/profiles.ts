import { ConfigError } from "../../config/schema.ts";
import type { ProfileName } from "./cluster.ts";

/** How quickly the role moves. All in milliseconds. */
export interface Timing {
  /** So long a holder must have been silent before another may claim. */
  readonly ttlMs: number;
  /** How often the holder renews. */
  readonly renewMs: number;
  /** How often a standby looks. */
  readonly pollMs: number;
  /** So much earlier than the others may claim does the holder stop: covers clocks that run at different rates, up to its share of ttlMs. */
  readonly marginMs: number;
}

export interface Profile extends Timing {
  /** How the database's group finds out about a lost member: for `wsrep_provider_options` and garbd's `--options`. Empty: the operator's own database. */
  readonly evs: string;
  /** For so long the database may answer nobody while its group re-forms without a lost member. */
  readonly reformMs: number;
}

// How many messages may be under way at a time. With the 2 and 4 that are the default a group on a slow line commits a handful of times a second, and the
// lease's renewal waits behind them.
const windows = ["evs.send_window=512", "evs.user_send_window=256"];

/** One of the profiles of cluster.json, or `external`: the database is the operator's own, and so is its failover. */
export const profiles: Readonly<Record<ProfileName | "external", Profile>> = {
  standard: group({ ttlMs: 4000, renewMs: 500, pollMs: 400, marginMs: 400 }, [0.5, 1.5, 3, 0.75]),
  fast: group({ ttlMs: 2500, renewMs: 300, pollMs: 200, marginMs: 300 }, [0.3, 1, 2, 0.5]),
  tight: group({ ttlMs: 1500, renewMs: 200, pollMs: 150, marginMs: 250 }, [0.1, 0.4, 0.8, 0.6, 0.2]),
  external: { ttlMs: 5000, renewMs: 500, pollMs: 500, marginMs: 500, evs: "", reformMs: 0 },
};

function group(
  timing: Timing,
  [period, suspect, inactive, peer, retransmit = period]: [number, number, number, number, number?],
): Profile {
  const evs = [
    ["evs.keepalive_period", period],
    ["evs.inactive_check_period", period],
    ["evs.suspect_timeout", suspect],
    ["evs.inactive_timeout", inactive],
    ["evs.install_timeout", inactive],
    ["evs.join_retrans_period", retransmit],
    ["gmcast.peer_timeout", peer],
  ]
    .map(([name, seconds]) => `${name}=PT${seconds}S`)
    .concat(windows)
    .join(";");
  return { ...timing, evs, reformMs: stallOf(evs) };
}

/**
 * The longest stall that these provider options allow: the suspicion, and three checks until it is agreed on. Measured: fast 1.6 s (this
 * says 1.9), tight 0.7 (0.7), Galera's defaults 6.5 (6.5).
 * @returns milliseconds
 * @throws ConfigError when a duration cannot be read.
 */
export function stallOf(providerOptions: string): number {
  return (
    duration(providerOptions, "evs.suspect_timeout", "PT5S") +
    3 * duration(providerOptions, "evs.inactive_check_period", "PT0.5S")
  );
}

/**
 * The timing for a term that begins on a database with these settings: as given, or as much slower as the database's longest stall with a
 * renewal before it needs. Otherwise the death of a witness would cost the holder its role.
 * @param providerOptions what the running database says (`@@wsrep_provider_options`); empty when it is no group.
 * @throws ConfigError when a duration in them cannot be read.
 */
export function termFor(timing: Timing, providerOptions: string): Timing {
  if (providerOptions === "") return timing;
  const busyMs = stallOf(providerOptions) + timing.renewMs;
  if (busyMs + timing.marginMs <= timing.ttlMs) return timing;
  const marginMs = Math.max(timing.marginMs, Math.ceil(busyMs / 9));
  return { ...timing, ttlMs: busyMs + marginMs, marginMs };
}

// ISO 8601, as Galera writes durations.
function duration(options: string, name: string, standard: string): number {
  const given = new RegExp(`(?:^|;)\\s*${name.replace(".", "\\.")}\\s*=\\s*([^;]*)`)
    .exec(options)?.[1]
    ?.trim();
  const text = given ?? standard;
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text);
  const parts = match?.slice(1).map((part) => Number(part || 0)) ?? [];
  if (!match || match.slice(1).every((part) => part === undefined))
    throw new ConfigError(
      `failover: ${name} of the database is "${text}", which is not a duration like PT0.3S`,
    );
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts;
  return Math.round((((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000);
}
