import { dimensionsProblem } from '../../../workbench/cases/setup.ts';
import type { Point } from '../../../workbench/points/point.ts';
import type { Timing } from '../../../workbench/points/timing.ts';
import type { Outcome } from '../../../worker/outcome.ts';
import { labClient } from '../../state/client.ts';
import { progressOf, task } from '../../state/task.ts';
import { type PointsDoing, pointsStore } from './points-store.ts';
import { TICKS } from './rows-axis.ts';

const { getState, setState } = pointsStore;
/** M slides through many values: only where it rests for so long is the device asked. */
const REST_MS = 200;
const DONE: Outcome<null> = { ok: true, value: null };

const working = task<PointsDoing, null>(
  (work) => setState({ work }),
  () => void labClient.turns.end({ lane: 'workbench' }),
);
let timer = 0;

/** Every M, unless it was found already; then the one that is shown is timed. */
export async function sweep(): Promise<void> {
  clearTimeout(timer);
  const done = await working.start({ doing: 'sweeping', done: 0 }, async ({ report, isCurrent }) => {
    const take = (points: readonly Point[]) => {
      if (!isCurrent()) return;
      keepPoints(points);
      report({ doing: 'sweeping', done: points.at(-1)?.rows ?? 0 });
    };
    const answer = await labClient.workbench.sweep(requestNow(), take);
    if (!answer.ok) return answer;
    take(answer.value);
    return DONE;
  });
  if (done) await look();
}

/** Times 1, 2, 4, ... 128 rows, as far as they were not. */
export async function timePowers(): Promise<void> {
  clearTimeout(timer);
  await working.start({ doing: 'timing' }, async ({ isCurrent }) => {
    for (const rows of TICKS.filter((tick) => !getState().times[tick])) {
      const answer = await labClient.workbench.time(requestNow(), rows);
      if (!answer.ok) return answer;
      if (!isCurrent()) break;
      keepTime(rows, answer.value);
      if (isStopping()) break;
    }
    return DONE;
  });
}

/** Finds row 0's bits at the M that is shown, then how long its step takes; not while a sweep goes on. */
export async function look(): Promise<void> {
  const { setup, rows, points, times, work, on } = getState();
  const doing = progressOf(work)?.doing ?? 'looking';
  if (doing !== 'looking' || dimensionsProblem(setup.operation, setup.dimensions)) return;
  const needed = { point: !points[rows], time: on === 'webgpu' && !times[rows] };
  if (!needed.point && !needed.time) return;
  const request = requestNow();
  await working.start({ doing: 'looking' }, async ({ isCurrent }) => {
    if (needed.point) {
      const answer = await labClient.workbench.at(request, rows);
      if (!answer.ok) return answer;
      if (isCurrent()) keepPoints([answer.value]);
    }
    if (!needed.time || !isCurrent() || isStopping()) return DONE;
    const answer = await labClient.workbench.time(request, rows);
    if (!answer.ok) return answer;
    if (isCurrent()) keepTime(rows, answer.value);
    return DONE;
  });
}

export function lookSoon(): void {
  clearTimeout(timer);
  timer = window.setTimeout(() => void look(), REST_MS);
}

export function stopPoints(): void {
  clearTimeout(timer);
  working.cancel();
}

/** Ends what is under way where it is of a setup that is left: nothing more of it is shown. */
export function dropPoints(): void {
  clearTimeout(timer);
  working.drop();
}

/** Asked to end just as one question was answered and the next not yet asked: the worker then had nothing to end. */
function isStopping(): boolean {
  return getState().work.state === 'stopping';
}

function requestNow() {
  const { setup, on } = getState();
  return { setup, on };
}

function keepPoints(found: readonly Point[]): void {
  const byRows = Object.fromEntries(found.map((point) => [point.rows, point]));
  setState(({ points }) => ({ points: { ...points, ...byRows } }));
}

/** Null where the device has no time to tell. */
function keepTime(rows: number, time: Timing | null): void {
  if (time) setState(({ times }) => ({ times: { ...times, [rows]: time } }));
}
