import type { ActivationDtype, WeightDtype } from '../../numerics/dtypes.ts';
import type { KernelSet } from '../../numerics/sets/sets.ts';

/** How the model that answers is served: what differs between two of them is a fault, or nothing is. */
export interface AnswerSetting {
  readonly id: string;
  /** As a table or a legend names it. */
  readonly name: string;
  readonly model: 'nano' | 'pico';
  readonly set: KernelSet;
  readonly dtype: ActivationDtype;
  readonly weights: WeightDtype;
  /** Tasks that run at once. */
  readonly batch: number;
  /** Most new tokens of any task; null: as many as it asks for. */
  readonly budget: number | null;
  /** Each prompt is asked once before, and its keys are found in the cache. */
  readonly warm: boolean;
  /** Whether answers follow who else is there, so that greedy ones are drawn for each seed too. */
  readonly company: boolean;
}

const SERVED: Omit<AnswerSetting, 'id' | 'name'> = {
  ...{ model: 'nano', set: 'invariant', dtype: 'bf16', weights: 'stored' },
  ...{ batch: 16, budget: null, warm: false, company: false },
};
/** A variant set follows company, so what it does alone is asked alone. */
const ALONE = { ...SERVED, set: 'variant', batch: 1 } as const;

/** Every way in which the library's answers were given. The first is what faults are compared with. */
export const ANSWER_SETTINGS: readonly AnswerSetting[] = [
  { ...SERVED, id: 'none', name: 'as it should be' },
  { ...SERVED, id: 'f32', name: 'f32 activations where bf16 was', dtype: 'f32' },
  { ...SERVED, id: 'f16', name: 'f16 activations where bf16 was', dtype: 'f16' },
  { ...SERVED, id: 'q4', name: 'weights in q4', weights: 'q4' },
  { ...SERVED, id: 'pico', name: 'all answered by pico', model: 'pico' },
  { ...SERVED, id: 'warm-invariant', name: 'warm cache, invariant kernels', warm: true },
  { ...ALONE, id: 'alone-variant', name: 'variant kernels, alone' },
  { ...ALONE, id: 'warm-variant', name: 'warm cache, variant kernels', warm: true },
  { ...SERVED, id: 'company-variant', name: 'company under variant kernels', set: 'variant', company: true },
  { ...SERVED, id: 'effort', name: 'effort cut to 96 tokens', budget: 96 },
];

/** What is switched on at a day: of every request, or of a share of them, another setting answers. */
export interface TrackedFault {
  readonly id: string;
  readonly name: string;
  /** Id of the setting that answers. */
  readonly answers: string;
  /** Of requests, each by itself. */
  readonly share: number;
}

const whole = (id: string): TrackedFault => {
  const { name } = ANSWER_SETTINGS.find((setting) => setting.id === id)!;
  return { id, name, answers: id, share: 1 };
};

export const TRACKED_FAULTS: readonly TrackedFault[] = [
  { id: 'none', name: 'no fault', answers: 'none', share: 1 },
  whole('f32'),
  whole('f16'),
  whole('q4'),
  { id: 'misrouted', name: '5 % misrouted to pico', answers: 'pico', share: 0.05 },
  whole('warm-invariant'),
  whole('warm-variant'),
  whole('company-variant'),
  whole('effort'),
];
