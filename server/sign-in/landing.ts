// Where somebody lands after signing in: the desk for who works there, administration for who only administers, the customer portal for contacts.

/** One place that a login opens. */
export interface Place {
  readonly kind: "desk" | "administration" | "portal";
  /** 0 for administration. */
  readonly portalId: number;
  readonly name: string;
  readonly url: string;
  /** Where one signs in for it. */
  readonly loginUrl: string;
}

export interface Wish {
  /** A path of ours that the person was on their way to. */
  readonly next: string | null;
  /** The customer portal's portal that was asked. */
  readonly portalId: number;
  /** True at a customer portal's own sign-in page: only its portal counts. */
  readonly strict: boolean;
  /** Address of the desk this browser used last. */
  readonly lastDesk: string | null;
  /** Address of the customer portal that this browser used last, signed in. */
  readonly lastPortal: string | null;
}

export const chooserPath = "/choose-portal";

/** The address to go to, or null when nothing here is open to this person. */
export function landing(places: readonly Place[], wish: Wish): string | null {
  const here = places.filter((place) => place.portalId === wish.portalId);
  const open = wish.strict ? here : places;
  if (open.length === 0) return null;
  if (wish.next) return wish.next;
  if (wish.strict) return (open.find((place) => place.kind === "portal") ?? open[0])?.url ?? null;
  const desks = places.filter((place) => place.kind === "desk");
  if (desks.length > 0)
    return one(desks) ?? desks.find((desk) => desk.url === wish.lastDesk)?.url ?? chooserPath;
  const administration = places.find((place) => place.kind === "administration");
  if (administration) return administration.url;
  return one(places) ?? places.find((place) => place.url === wish.lastPortal)?.url ?? chooserPath;
}

const one = (places: readonly Place[]): string | null =>
  places.length === 1 ? (places[0]?.url ?? null) : null;
