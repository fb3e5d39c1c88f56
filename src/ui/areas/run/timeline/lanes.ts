import type { SliceRecord, StepRecord } from '../../../../results/record.ts';
import { counted } from '../../../../results/text.ts';

/** What a request did in a step. */
export type LaneKind = 'prefill' | 'decode' | 'waiting' | 'preempted';

/** Consecutive steps [from, to) in which a request did the same; a prefill is one step, with its rows. */
export interface LaneRun {
  readonly kind: LaneKind;
  readonly from: number;
  readonly to: number;
  readonly rows: number;
}

interface LaneLog {
  readonly requests: readonly string[];
  readonly lanes: Map<string, LaneRun[]>;
  /** Steps that are in it. */
  count: number;
  last: StepRecord | undefined;
}

/** By the first step of a run. */
const logs = new WeakMap<StepRecord, LaneLog>();

/**
 * The runs of each request in the order of the batch. A run that goes on is taken up where it was left: at each of thousands of steps
 * only the new one is looked at.
 */
export function lanesOf(steps: readonly StepRecord[], requests: readonly string[]): Map<string, LaneRun[]> {
  const known = steps.length > 0 ? logs.get(steps[0]) : undefined;
  const goesOn =
    known?.requests === requests && steps.length >= known.count && steps[known.count - 1] === known.last;
  const log: LaneLog = goesOn
    ? known
    : { requests, lanes: new Map(requests.map((id) => [id, []])), count: 0, last: undefined };
  for (let at = log.count; at < steps.length; at++) {
    const step = steps[at];
    for (const { request, kind, rows } of step.slices) extend(log.lanes.get(request), kind, at, rows);
    for (const request of step.waiting) extend(log.lanes.get(request), 'waiting', at, 0);
    for (const request of step.preempted) extend(log.lanes.get(request), 'preempted', at, 0);
  }
  log.count = steps.length;
  log.last = steps.at(-1);
  if (steps.length > 0) logs.set(steps[0], log);
  return log.lanes;
}

/** Consecutive steps, or requests of a batch: `to` is the first one after them. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What of `count` entries of `size` pixels a box shows that is scrolled by `offset` and `length` long, and one box beyond either end. */
export function spanInSight(offset: number, length: number, size: number, count: number): Span {
  const from = Math.max(0, Math.floor((offset - length) / size));
  return { from: Math.min(from, count), to: Math.min(count, Math.ceil((offset + 2 * length) / size)) };
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
    ...(prefill.length > 0 ? [`${counted(prefill.length, 'prefill')} of ${counted(rows, 'row')}`] : []),
    ...(decode > 0 ? [counted(decode, 'decode')] : []),
    ...(step.waiting.length > 0 ? [`${step.waiting.length} waiting`] : []),
    ...(step.repeated ? ['run again, since a request had ended'] : []),
    ...(step.preempted.length > 0 ? [`${step.preempted.join(', ')} preempted`] : []),
  ];
  return `M = ${step.rows}${parts.length > 0 ? `: ${parts.join(', ')}` : ', nobody has arrived yet'}`;
}
