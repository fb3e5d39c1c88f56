import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { decodes, FULL_CASES, QUICK_CASES } from '../../../bench/case-lists.ts';
import type {
  BenchEngine,
  BenchModel,
  BenchPlan,
  BenchProgress,
  BenchReport,
} from '../../../bench/report.ts';
import { SHIPPED } from '../../../model/shapes.ts';
import type { ActivationDtype } from '../../../numerics/dtypes.ts';
import { OWN_SETS } from '../../../numerics/sets/sets.ts';
import { newest } from '../../../worker/newest.ts';
import { labClient } from '../../state/client.ts';
import { modelsUrl } from '../../state/data-addresses.ts';
import { IDLE, isUnderWay, type Task, task } from '../../state/task.ts';

export const SPEED_SIZES = ['short', 'usual', 'full'] as const;
export type SpeedSize = (typeof SPEED_SIZES)[number];

export const SPEED_MODELS = [
  'nano',
  'pico',
  'long nano',
  'random:smollm2-135m',
  'random:qwen2.5-0.5b:4',
] as const;
export type SpeedModel = (typeof SPEED_MODELS)[number];

export interface SpeedSetup {
  readonly model: SpeedModel;
  readonly size: SpeedSize;
  readonly activations: ActivationDtype;
  /** Whether onnxruntime-web is fetched and timed too. */
  readonly peer: boolean;
}

/** Progress is null while the model loads. */
export type SpeedWork = Task<BenchProgress | null, BenchReport>;

interface SpeedState {
  readonly setup: SpeedSetup;
  readonly work: SpeedWork;
  /** The latest. */
  readonly report: BenchReport | null;
}

const speedStore = createStore<SpeedState>()(() => ({
  setup: { model: 'nano', size: 'short', activations: 'f32', peer: false },
  work: IDLE,
  report: null,
}));

const { getState, setState } = speedStore;

export function useSpeed<Slice>(select: (state: SpeedState) => Slice): Slice {
  return useStore(speedStore, select);
}

export function changeSpeed(change: Partial<SpeedSetup>): void {
  setState(({ setup }) => ({ setup: { ...setup, ...change } }));
}

const timing = task<BenchProgress | null, BenchReport>(
  (work) => setState(work.state === 'done' ? { work, report: work.result } : { work }),
  () => void labClient.turns.cancel(),
);

/** Runs the bench that is set up; the report before stays until there is another. */
export async function startBench(): Promise<void> {
  const { setup, work } = getState();
  if (isUnderWay(work)) return;
  const job = { ...planOf(setup), modelsUrl: modelsUrl() };
  await timing.start(null, ({ report }) => labClient.bench.run(job, newest(report)));
}

export const stopBench = timing.cancel;

const OURS: readonly BenchEngine[] = [...OWN_SETS, 'fast'];

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
  return SHIPPED.some((name) => name === model) ? { shipped: model } : { random: model };
}
