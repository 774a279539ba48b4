import type { Translate } from "../core/i18n.ts";

const kinds = [
  "takeover",
  "switchover",
  "drill",
  "drill-result",
  "start",
  "redundancy-lost",
  "redundancy-restored",
  "alarm",
] as const;

/** What happened, in a word or two; a kind that a later agent records keeps its own name. */
export const eventWord = (t: Translate, kind: string): string =>
  isKnownEvent(kind) ? t(`failover.event.${kind}`) : kind;

export const isKnownEvent = (kind: string): boolean => (kinds as readonly string[]).includes(kind);

/** "40 ms", "2.6 s"; empty when it was not measured. */
export function durationText(t: Translate, ms: number | null): string {
  if (ms === null) return "";
  if (ms < 1000) return t("failover.milliseconds", { ms });
  return t("failover.seconds", { seconds: (ms / 1000).toFixed(1) });
}
