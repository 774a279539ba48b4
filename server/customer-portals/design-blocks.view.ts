import type { FormState } from "../core/http/fields.ts";
import type { Translate } from "../core/i18n.ts";
import { allBlocks, type Block, type Design } from "../portals/index.ts";

/** A block of the home page, with its buttons; null where it cannot move. */
export interface BlockRow {
  readonly block: Block;
  readonly id: string;
  readonly label: string;
  readonly shown: boolean;
  readonly up: Move | null;
  readonly down: Move | null;
}
interface Move {
  readonly value: string;
  readonly label: string;
  readonly autofocus: boolean;
}
export interface Choice {
  readonly id: string;
  readonly value: string;
  readonly label: string;
  readonly checked: boolean;
}

/** Shown blocks in their order, then the others. */
export const blockOrder = ({ blocks }: Pick<Design, "blocks">): Block[] => [
  ...blocks,
  ...allBlocks.filter((block) => !blocks.includes(block)),
];

/** `moved` is the button that was used last: it keeps the focus. */
export function blockRows(t: Translate, design: Design, moved: string, state: FormState): BlockRow[] {
  const shown = ticked(state, "show", design.blocks);
  return blockOrder(design).map((block) => {
    const place = design.blocks.indexOf(block);
    const label = t(`customer-portals.block.${block}`);
    const move = (direction: "up" | "down"): Move => ({
      value: `${block}:${direction}`,
      label: t(`customer-portals.${direction}`, { block: label }),
      autofocus: moved === `${block}:${direction}`,
    });
    return {
      block,
      id: `block-${block}`,
      label,
      shown: shown.includes(block),
      up: place > 0 ? move("up") : null,
      down: place >= 0 && place < design.blocks.length - 1 ? move("down") : null,
    };
  });
}

export function topicChoices(
  design: Design,
  topics: readonly { readonly id: number; readonly label: string }[],
  state: FormState,
): Choice[] {
  const chosen = ticked(state, "topic", (design.guestTopics ?? []).map(String));
  return topics.map(({ id, label }) => ({
    id: `topic-${id}`,
    value: String(id),
    label,
    checked: chosen.includes(String(id)),
  }));
}

/** The boxes of a name that are ticked: as typed, or as stored while nothing was. */
function ticked({ values }: FormState, name: string, stored: readonly string[]): readonly string[] {
  if (Object.keys(values).length === 0) return stored;
  return [values[name] ?? []].flat();
}
