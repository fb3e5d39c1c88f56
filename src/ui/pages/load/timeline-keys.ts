/** Where the timeline's cursor stands: a step and a lane, by their places in the run. */
export interface TimelinePlace {
  readonly step: number;
  readonly lane: number;
}

const STEPS: Readonly<Partial<Record<string, number>>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  PageUp: -10,
  PageDown: 10,
};
const LANES: Readonly<Partial<Record<string, number>>> = { ArrowUp: -1, ArrowDown: 1 };

/** Where a key leads from a place; null where it leads nowhere. Up and down walk the lanes, the others the steps. */
export function placeAfterKey(
  key: string,
  { step, lane }: TimelinePlace,
  { steps, lanes }: { readonly steps: number; readonly lanes: number },
): TimelinePlace | null {
  const within = (value: number, count: number) => Math.max(0, Math.min(count - 1, value));
  if (key === 'Home') return { step: 0, lane };
  if (key === 'End') return { step: within(steps - 1, steps), lane };
  const by = STEPS[key];
  if (by !== undefined) return { step: within(step + by, steps), lane };
  const down = LANES[key];
  return down === undefined ? null : { step, lane: within(lane + down, lanes) };
}
