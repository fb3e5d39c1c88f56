import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import {
  type BenchSetup,
  dimensionsProblem,
  INITIAL_SETUP,
  MOST_ROWS,
  placePath,
  readPlace,
} from '../../../workbench/cases/setup.ts';
import type { BenchPoint } from '../../../workbench/points/point.ts';
import type { BenchTime } from '../../../workbench/points/timing.ts';
import type { Fault } from '../../../worker/fault.ts';
import type { WorkbenchOn } from '../../../worker/methods/workbench.ts';
import type { Outcome } from '../../../worker/outcome.ts';
import { labClient } from '../../state/actions.ts';
import { TICKS } from './rows-axis.ts';

type BenchWork =
  | { readonly state: 'idle' }
  | { readonly state: 'looking' }
  | { readonly state: 'sweeping'; readonly done: number }
  | { readonly state: 'timing' };

interface BenchState {
  readonly setup: BenchSetup;
  /** M. */
  readonly rows: number;
  readonly on: WorkbenchOn;
  /** By M: what was found of this setup on this engine. */
  readonly points: Readonly<Record<number, BenchPoint>>;
  readonly times: Readonly<Record<number, BenchTime>>;
  readonly work: BenchWork;
  readonly fault: Fault | null;
  /** Why the link that was followed is no place. */
  readonly refused: string | null;
}

const NOTHING = { points: {}, times: {}, work: { state: 'idle' }, fault: null } as const;
/** M slides through many values: only where it rests for so long is the device asked. */
const REST_MS = 200;

const benchStore = createStore<BenchState>()(() => ({
  ...NOTHING,
  setup: INITIAL_SETUP,
  rows: 8,
  on: 'webgpu',
  refused: null,
}));

const { getState, setState } = benchStore;
let timer = 0;

export function useBench<Slice>(select: (state: BenchState) => Slice): Slice {
  return useStore(benchStore, select);
}

/** Goes where a link says; an empty one stays where the visitor was. */
export function followPath(path: readonly string[]): void {
  if (path.length === 0 || path.join('/') === addressOf(getState()).join('/')) {
    setState({ refused: null });
    showAddress();
    lookSoon();
    return;
  }
  try {
    const { setup, rows } = readPlace(path);
    const same = JSON.stringify(setup) === JSON.stringify(getState().setup);
    if (!same) stopBench();
    setState({ rows, refused: null, ...(same ? {} : { ...NOTHING, setup }) });
    lookSoon();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    setState({ refused: error.message });
  }
}

export function changeSetup(change: Partial<BenchSetup>): void {
  stopBench();
  setState(({ setup }) => ({ ...NOTHING, setup: { ...setup, ...change }, refused: null }));
  showAddress();
  lookSoon();
}

export function setRows(rows: number): void {
  if (!Number.isInteger(rows)) return;
  setState({ rows: Math.min(MOST_ROWS, Math.max(1, rows)) });
  showAddress();
  lookSoon();
}

export function benchOn(on: WorkbenchOn): void {
  if (getState().on === on) return;
  stopBench();
  setState({ ...NOTHING, on });
  lookSoon();
}

/** Every M, unless it was found already; then the one that is shown is timed. */
export async function sweep(): Promise<void> {
  clearTimeout(timer);
  const isCurrent = claim();
  setState({ work: { state: 'sweeping', done: 0 }, fault: null });
  const take = (points: readonly BenchPoint[]) => {
    if (!isCurrent()) return;
    setState((state) => {
      const all = { ...state.points, ...Object.fromEntries(points.map((point) => [point.rows, point])) };
      return { points: all, work: { state: 'sweeping', done: points.at(-1)?.rows ?? 0 } };
    });
  };
  const answer = await labClient.workbench.sweep(requestOf(getState()), take);
  if (!isCurrent()) return;
  if (answer.ok) take(answer.value);
  settle(answer);
  if (answer.ok) await look();
}

/** Times 1, 2, 4, ... 128 rows, as far as they were not. */
export async function timePowers(): Promise<void> {
  clearTimeout(timer);
  const isCurrent = claim();
  setState({ work: { state: 'timing' }, fault: null });
  for (const rows of TICKS.filter((tick) => !getState().times[tick])) {
    const answer = await labClient.workbench.time(requestOf(getState()), rows);
    if (!isCurrent()) return;
    if (!answer.ok) return settle(answer);
    const { value } = answer;
    if (value) setState((state) => ({ times: { ...state.times, [rows]: value } }));
  }
  settle({ ok: true, value: null });
}

export function stopBench(): void {
  clearTimeout(timer);
  if (getState().work.state !== 'idle') void labClient.turns.end({ lane: 'workbench' });
}

/** Finds row 0's bits at the M that is shown, then how long its step takes; not while a sweep goes on. */
export async function look(): Promise<void> {
  const { setup, rows, points, times, work, on } = getState();
  if (['sweeping', 'timing'].includes(work.state) || dimensionsProblem(setup.operation, setup.dimensions))
    return;
  const needed = { point: !points[rows], time: on === 'webgpu' && !times[rows] };
  if (!needed.point && !needed.time) return;
  const isCurrent = claim();
  setState({ work: { state: 'looking' }, fault: null });
  const request = requestOf(getState());
  if (needed.point) {
    const answer = await labClient.workbench.at(request, rows);
    if (!isCurrent()) return;
    if (!answer.ok) return settle(answer);
    setState((state) => ({ points: { ...state.points, [rows]: answer.value } }));
  }
  const answer = needed.time
    ? await labClient.workbench.time(request, rows)
    : { ok: true as const, value: null };
  if (!isCurrent()) return;
  const time = answer.ok ? answer.value : null;
  if (time) setState((state) => ({ times: { ...state.times, [rows]: time } }));
  settle(answer);
}

let claims = 0;

/** What is started now is the current work until the next piece starts or the setup changes. */
function claim(): () => boolean {
  const mine = ++claims;
  const { setup, on } = getState();
  return () => mine === claims && getState().setup === setup && getState().on === on;
}

function settle(answer: Outcome<unknown>): void {
  const fault = answer.ok || answer.fault.kind === 'cancelled' ? null : answer.fault;
  setState({ work: { state: 'idle' }, fault });
}

function lookSoon(): void {
  clearTimeout(timer);
  timer = window.setTimeout(() => void look(), REST_MS);
}

function requestOf({ setup, on }: BenchState) {
  return { setup, on };
}

function addressOf({ setup, rows }: Pick<BenchState, 'setup' | 'rows'>): string[] {
  return placePath({ setup, rows });
}

/** The address always leads here; the page does not move. */
function showAddress(): void {
  history.replaceState(null, '', `#kernels/${addressOf(getState()).join('/')}`);
}
