import type { Audience } from "../core/audience.ts";

export interface Announcement {
  readonly id: number;
  readonly title: string;
  readonly bodyHtml: string;
  readonly audience: Audience;
  readonly pinned: boolean;
  readonly startsAt: Date;
  /** Null: until it is taken back. */
  readonly endsAt: Date | null;
  readonly updatedAt: Date;
}

/** What an announcement is at a moment; its end is the first moment at which it is over. */
export function phaseOf(
  { startsAt, endsAt }: Pick<Announcement, "startsAt" | "endsAt">,
  now: Date,
): "coming" | "current" | "over" {
  if (endsAt && endsAt <= now) return "over";
  return startsAt > now ? "coming" : "current";
}

/** A moment of the last day that it is shown. */
export const lastDayOf = (endsAt: Date): Date => new Date(endsAt.getTime() - 1);
