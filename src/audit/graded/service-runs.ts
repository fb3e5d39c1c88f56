/** One stretch of traffic that the lab's engine really serves: what days are drawn from. */
export interface ServiceRun {
  readonly id: string;
  /** How the model answers: id of one of the tracker's settings (`ANSWER_SETTINGS`). */
  readonly answers: string;
  /** Orders the tasks and draws when they come. */
  readonly seed: number;
  /** Arrivals a second, so many times those of the service as it should be. */
  readonly rate: number;
  readonly clock: 'virtual' | 'real';
  /** Every task, or those of the harder half alone. */
  readonly tasks: 'all' | 'harder';
  /** KV of every running request is read back after each step, for nobody. */
  readonly readback: boolean;
  /** One in so many requests never gives its KV blocks back; null: all do. */
  readonly keepsOneIn: number | null;
  /** Answered questions that stand before each prompt. */
  readonly before: number;
  /** The run whose bits a probe's are compared with: what was answered first. */
  readonly first: string;
}

const SERVED: Omit<ServiceRun, 'id' | 'answers'> = {
  ...{ seed: 1, rate: 1, clock: 'virtual', tasks: 'all' },
  ...{ readback: false, keepsOneIn: null, before: 0, first: 'none' },
};
const answered = (id: string): ServiceRun => ({ ...SERVED, id, answers: id });
const otherwise = (id: string, changed: Partial<ServiceRun>): ServiceRun => ({
  ...{ ...SERVED, id, answers: 'none' },
  ...changed,
});

/** By how many answered questions a prompt has grown, at its stages. */
export const GROWN_BY = [1, 3, 6] as const;
/** Stages of the leak of blocks: a run is cut into so many parts of equal length. */
export const LEAK_STAGES = 5;

/** Every stretch that is measured. The first is the service as it should be. */
export const SERVICE_RUNS: readonly ServiceRun[] = [
  answered('none'),
  answered('f32'),
  answered('f16'),
  answered('q4'),
  // The replica that 5 % of requests go astray to sees as much traffic.
  { ...answered('pico'), rate: 0.05 },
  answered('warm-invariant'),
  answered('warm-variant'),
  answered('company-variant'),
  answered('effort'),
  otherwise('company-again', { answers: 'company-variant', seed: 2, first: 'company-variant' }),
  otherwise('busier', { rate: 1.25 }),
  otherwise('harder', { tasks: 'harder' }),
  otherwise('readback', { readback: true }),
  // As fast as a device that others use too can serve.
  otherwise('real', { clock: 'real', rate: 0.15 }),
  otherwise('real-readback', { clock: 'real', rate: 0.15, readback: true }),
  otherwise('kept-blocks', { keepsOneIn: 8 }),
  ...GROWN_BY.map((before) => otherwise(`grown-${before}`, { before })),
];
