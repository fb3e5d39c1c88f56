import type { SliceRecord, StepRecord } from '../../../results/record.ts';

/** What a request did in a step. */
export type LaneKind = 'prefill' | 'decode' | 'waiting' | 'preempted';

/** Consecutive steps [from, to) in which a request did the same; a prefill is one step, with its rows. */
export interface LaneRun {
  readonly kind: LaneKind;
  readonly from: number;
  readonly to: number;
  readonly rows: number;
}

/** The runs of each request in the order of the batch. */
export function lanesOf(steps: readonly StepRecord[], requests: readonly string[]): Map<string, LaneRun[]> {
  const lanes = new Map(requests.map((id): [string, LaneRun[]] => [id, []]));
  steps.forEach((step, at) => {
    for (const { request, kind, rows } of step.slices) extend(lanes.get(request), kind, at, rows);
    for (const request of step.waiting) extend(lanes.get(request), 'waiting', at, 0);
    for (const request of step.preempted) extend(lanes.get(request), 'preempted', at, 0);
  });
  return lanes;
}

function extend(lane: LaneRun[] | undefined, kind: LaneKind, at: number, rows: number): void {
  const last = lane?.at(-1);
  if (last && last.kind === kind && last.to === at && kind !== 'prefill')
    lane?.splice(-1, 1, { ...last, to: at + 1 });
  else lane?.push({ kind, from: at, to: at + 1, rows });
}

export function sliceOf(step: StepRecord | undefined, request: string): SliceRecord | undefined {
  return step?.slices.find((slice) => slice.request === request);
}

/** The step in which a request was given its token of this index; null where it has none. */
export function stepOfToken(steps: readonly StepRecord[], request: string, token: number): number | null {
  const step = steps.findIndex((each) => sliceOf(each, request)?.token === token);
  return step < 0 ? null : step;
}

/** A step in one line: how many rows, and what they are. */
export function stepWords(step: StepRecord): string {
  const prefill = step.slices.filter(({ kind }) => kind === 'prefill');
  const rows = prefill.reduce((sum, slice) => sum + slice.rows, 0);
  const decode = step.slices.length - prefill.length;
  const parts = [
    ...(prefill.length > 0
      ? [`${counted(prefill.length, 'prefill')} ${rows} ${rows === 1 ? 'row' : 'rows'}`]
      : []),
    ...(decode > 0 ? [counted(decode, 'decode')] : []),
    ...(step.waiting.length > 0 ? [counted(step.waiting.length, 'wait')] : []),
    ...(step.preempted.length > 0 ? [`${step.preempted.join(', ')} preempted`] : []),
  ];
  return `M = ${step.rows}${parts.length > 0 ? `: ${parts.join(', ')}` : ', nobody has arrived yet'}`;
}

/** `1 waits`, `2 wait`. */
function counted(count: number, verb: string): string {
  return `${count} ${verb}${count === 1 ? 's' : ''}`;
}
