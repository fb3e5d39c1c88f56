import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { decodes, FULL_CASES, QUICK_CASES } from '../../../bench/plans.ts';
import type { RandomShape } from '../../../bench/random-model.ts';
import type {
  BenchEngine,
  BenchModel,
  BenchPlan,
  BenchProgress,
  BenchReport,
} from '../../../bench/report.ts';
import { type ActivationDtype, KERNEL_SETS } from '../../../numerics/dtypes.ts';
import type { Fault } from '../../../worker/fault.ts';
import { newest } from '../../../worker/newest.ts';
import { labClient } from '../../state/actions.ts';
import { modelsUrl } from '../../state/data-addresses.ts';

export const SPEED_SIZES = ['short', 'usual', 'full'] as const;
export type SpeedSize = (typeof SPEED_SIZES)[number];

export const SPEED_MODELS = ['nano', 'pico', 'long nano', '135m'] as const;
export type SpeedModel = (typeof SPEED_MODELS)[number];

export interface SpeedSetup {
  readonly model: SpeedModel;
  readonly size: SpeedSize;
  readonly activations: ActivationDtype;
  /** Whether onnxruntime-web is fetched and timed too. */
  readonly peer: boolean;
}

export type SpeedWork =
  | { readonly state: 'idle' }
  | { readonly state: 'running'; readonly progress: BenchProgress | null }
  | { readonly state: 'stopping' }
  | { readonly state: 'cancelled' }
  | { readonly state: 'failed'; readonly fault: Fault };

interface SpeedState {
  readonly setup: SpeedSetup;
  readonly work: SpeedWork;
  readonly report: BenchReport | null;
}

const speedStore = createStore<SpeedState>()(() => ({
  setup: { model: 'nano', size: 'short', activations: 'f32', peer: false },
  work: { state: 'idle' },
  report: null,
}));

const { getState, setState } = speedStore;

export function useSpeed<Slice>(select: (state: SpeedState) => Slice): Slice {
  return useStore(speedStore, select);
}

export function changeSpeed(change: Partial<SpeedSetup>): void {
  setState(({ setup }) => ({ setup: { ...setup, ...change } }));
}

export function isTiming({ state }: SpeedWork): boolean {
  return state === 'running' || state === 'stopping';
}

/** Runs the bench that is set up; the report before stays until there is another. */
export async function startBench(): Promise<void> {
  const { setup, work } = getState();
  if (isTiming(work)) return;
  setState({ work: { state: 'running', progress: null } });
  const showProgress = newest<BenchProgress>((progress) => {
    if (getState().work.state === 'running') setState({ work: { state: 'running', progress } });
  });
  const job = { ...planOf(setup), modelsUrl: modelsUrl() };
  const result = await labClient.bench.run(job, showProgress);
  if (result.ok) setState({ work: { state: 'idle' }, report: result.value });
  else if (result.fault.kind === 'cancelled') setState({ work: { state: 'cancelled' } });
  else setState({ work: { state: 'failed', fault: result.fault } });
}

export async function stopBench(): Promise<void> {
  if (getState().work.state !== 'running') return;
  setState({ work: { state: 'stopping' } });
  await labClient.turns.cancel();
}

const OURS: readonly BenchEngine[] = [...KERNEL_SETS, 'fast'];

function planOf({ model, size, activations, peer }: SpeedSetup): BenchPlan {
  const cases = { short: decodes([1, 8], [64]), usual: QUICK_CASES, full: FULL_CASES };
  return {
    model: modelOf(model),
    engines: peer ? [...OURS, 'ort-webgpu'] : OURS,
    cases: cases[size],
    repeats: size === 'short' ? 5 : 9,
    longest: size === 'short' ? 5_000 : 30_000,
    activations,
    operations: true,
    limits: true,
  };
}

function modelOf(model: SpeedModel): BenchModel {
  const random: readonly RandomShape[] = ['long nano', '135m'];
  const shape = random.find((name) => name === model);
  return shape ? { random: shape } : { shipped: model };
}
