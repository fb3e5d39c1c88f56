import { caseSpec, caseStep } from '../../bench/bench-case.ts';
import type { KernelSet } from '../../numerics/sets/sets.ts';
import { STEP_PARTS, type StepLaps } from '../../steps/step-laps.ts';
import { kernelKind } from '../trace/span-kind.ts';
import type { OpenVariant } from './audit-setting.ts';
import type { TimeAudit } from './model-audit.ts';
import { NEW_TOKENS, PROFILED_BATCH, PROMPT_TOKENS } from './workload.ts';

interface TimeSetting {
  readonly set: KernelSet;
  readonly steps: number;
  /** Milliseconds that a step takes outside the engine: planning and taking in. */
  readonly outside: number;
  readonly signal?: AbortSignal | undefined;
}

/** What one operation took in one step. */
export interface OperationTime {
  readonly operation: string;
  readonly milliseconds: number;
}

/**
 * Takes a decode step of the audit's requests apart, half way through their answers. On the processor each operation is timed by the clock within the
 * step that is told of. A device tells of its kernels by timestamps, each in a pass of its own, which makes a step longer: what they take is held
 * against plain steps between. Null where the engine times no kernels. Throws the engine's errors and the signal's reason.
 */
export async function measureTime(
  { asked, model, engineModel }: OpenVariant,
  { set, steps, outside, signal }: TimeSetting,
): Promise<TimeAudit | null> {
  const { activations, weights } = asked;
  const positions = PROMPT_TOKENS + NEW_TOKENS / 2;
  const each = { phase: 'decode', batch: PROFILED_BATCH, positions } as const;
  const runner = await engineModel.openArm({ ...caseSpec(each, set, activations), weights });
  try {
    const plan = caseStep(each, model.checkpoint.config.vocabSize);
    await runner.step(plan);
    const times: OperationTime[] = [];
    let [plain, told, stamped] = [0, 0, false];
    for (let step = 0; step < steps; step++) {
      signal?.throwIfAborted();
      const began = performance.now();
      await runner.step(plan);
      plain += performance.now() - began;
      const laps = new OperationLaps();
      await runner.step(plan, laps);
      told += laps.elapsed;
      stamped ||= laps.stamped;
      times.push(...laps.times);
    }
    const whole = (stamped ? plain : told) / steps + outside;
    return times.length === 0 ? null : timeAudit(times, steps, whole);
  } finally {
    runner.destroy();
  }
}

/** Reading all of a row's logits to choose from them, as a device's kernel for it is called. */
const LOOKING = 'sample_slices';
const HOST_PARTS: ReadonlySet<string> = new Set(
  Object.values(STEP_PARTS).filter((part) => part !== STEP_PARTS.tell),
);

/** Keeps what operations took: by the device's timestamps, or on the processor by its clock. */
class OperationLaps implements StepLaps {
  readonly times: OperationTime[] = [];
  readonly #began = performance.now();
  #last = this.#began;
  stamped = false;

  lap(part: string): void {
    const now = performance.now();
    const operation = part === STEP_PARTS.tell ? LOOKING : part;
    if (!HOST_PARTS.has(part)) this.times.push({ operation, milliseconds: now - this.#last });
    this.#last = now;
  }

  /** Milliseconds up to the last part. */
  get elapsed(): number {
    return this.#last - this.#began;
  }

  kernels(stamps: Parameters<NonNullable<StepLaps['kernels']>>[0]): void {
    this.stamped = true;
    for (const { operation, begin, end } of stamps) this.times.push({ operation, milliseconds: end - begin });
  }
}

/**
 * `times`: of all operations of so many steps; `whole`: milliseconds of a step. Means count, since a coarse clock tells a single call's time by chance
 * alone. Kernels that take longer apart than together leave nothing for the rest.
 */
export function timeAudit(times: readonly OperationTime[], steps: number, whole: number): TimeAudit {
  const sums = new Map<string, number>();
  for (const { operation, milliseconds } of times)
    sums.set(operation, (sums.get(operation) ?? 0) + milliseconds / steps);
  const kernels = [...sums.values()].reduce((sum, milliseconds) => sum + milliseconds, 0);
  const operations = [...sums]
    .map(([operation, milliseconds]) => ({ operation, share: milliseconds / Math.max(whole, kernels) }))
    .toSorted((a, b) => b.share - a.share);
  const [tensor, movement] = [true, false].map((of) =>
    operations.reduce((sum, { operation, share }) => sum + (isTensorWork(operation) === of ? share : 0), 0),
  );
  return {
    ...{ batch: PROFILED_BATCH, tensor, movement, overhead: Math.max(0, 1 - tensor - movement) },
    operations,
  };
}

/** Whether an operation multiplies and adds, rather than moves or normalises. */
export function isTensorWork(operation: string): boolean {
  return kernelKind(operation) === 'tensor';
}
