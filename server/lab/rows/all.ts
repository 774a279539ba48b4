import type { Row } from "../row.ts";
import { chaosRow } from "./chaos.ts";
import { clockRows } from "./clocks.ts";
import { hostRows } from "./hosts.ts";
import { networkRows } from "./network.ts";
import { partRows } from "./parts.ts";
import { plannedRows } from "./planned.ts";

const numberOf = ({ id }: Row) => parseInt(id, 10);

/** The fault matrix, in its order. */
export const allRows = (chaos: { seconds: number; seed: number }): Row[] =>
  [
    ...hostRows,
    ...clockRows,
    ...partRows,
    ...networkRows,
    ...plannedRows,
    chaosRow(chaos.seconds, chaos.seed),
  ].sort((one, other) => numberOf(one) - numberOf(other) || one.id.localeCompare(other.id));
