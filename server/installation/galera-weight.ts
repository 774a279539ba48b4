/** Who is in the group right now, as one of its data nodes sees it. */
export interface GroupView {
  readonly dataNodes: number;
  readonly witnesses: number;
}

/**
 * How much this data node's vote should count. With all votes equal a group of two stops when either is lost; as long as there is no third
 * vote, the node that acts counts twice, so that at least the loss of the other one is survived. Three equal votes survive any one loss.
 * @param acts whether this node holds the role.
 */
export function wantedWeight({ dataNodes, witnesses }: GroupView, acts: boolean): number {
  if (dataNodes === 1) return 2;
  return acts && dataNodes === 2 && witnesses === 0 ? 2 : 1;
}
