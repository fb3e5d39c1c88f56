import { caseSpec, caseStep } from '../../bench/bench-case.ts';
import { MATMULS } from '../../model/operations.ts';
import type { KernelSet } from '../../numerics/sets/sets.ts';
import type { KernelTime } from '../../steps/engine.ts';
import type { OpenVariant } from './audit-setting.ts';
import type { TimeAudit } from './model-audit.ts';
import { NEW_TOKENS, PROFILED_BATCH, PROMPT_TOKENS } from './workload.ts';

interface TimeSetting {
  readonly set: KernelSet;
  readonly steps: number;
  /** Median milliseconds of a decode step of `PROFILED_BATCH` requests as it is served, no kernel timed. */
  readonly decode: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Takes a decode step of the audit's requests apart, half way through their answers: what its kernels take, the median of a few steps, of what a step
 * takes as it is served; the rest is overhead. Null where the engine times no kernels. Throws the engine's errors and the signal's reason.
 */
export async function measureTime(
  { asked, model, engineModel }: OpenVariant,
  { set, steps, decode, signal }: TimeSetting,
): Promise<TimeAudit | null> {
  const { activations, weights } = asked;
  const positions = PROMPT_TOKENS + NEW_TOKENS / 2;
  const each = { phase: 'decode', batch: PROFILED_BATCH, positions } as const;
  const runner = await engineModel.openArm({ ...caseSpec(each, set, activations), weights });
  try {
    if (!runner.profileStep) return null;
    const plan = caseStep(each, model.checkpoint.config.vocabSize);
    await runner.step(plan);
    const times: (readonly KernelTime[])[] = [];
    for (let step = 0; step < steps; step++) {
      signal?.throwIfAborted();
      times.push(await runner.profileStep(plan));
    }
    return timeAudit(times, decode);
  } finally {
    runner.destroy();
  }
}

/** `steps`: the kernels of each. Sums of an operation are means over the steps, since a coarse clock tells a single call's time by chance alone. */
export function timeAudit(steps: readonly (readonly KernelTime[])[], decode: number): TimeAudit {
  const sums = new Map<string, number>();
  for (const { operation, milliseconds } of steps.flat())
    sums.set(operation, (sums.get(operation) ?? 0) + milliseconds / steps.length);
  const kernels = [...sums.values()].reduce((sum, milliseconds) => sum + milliseconds, 0);
  // Kernels that are timed apart may take longer than they do together: then nothing is left for the rest.
  const whole = Math.max(decode, kernels);
  const operations = [...sums]
    .map(([operation, milliseconds]) => ({ operation, share: milliseconds / whole }))
    .toSorted((a, b) => b.share - a.share);
  const shareOf = (tensor: boolean) =>
    operations.reduce(
      (sum, { operation, share }) => sum + (isTensorWork(operation) === tensor ? share : 0),
      0,
    );
  const [tensor, movement] = [shareOf(true), shareOf(false)];
  return {
    batch: PROFILED_BATCH,
    tensor,
    movement,
    overhead: Math.max(0, 1 - tensor - movement),
    operations,
  };
}

/** Beside the products that every model has; fused kernels have their product's name. */
const TENSOR: ReadonlySet<string> = new Set([...MATMULS, 'attention', 'merge', 'router', 'experts']);

/** Whether an operation multiplies and adds, rather than moves or normalises. */
export function isTensorWork(operation: string): boolean {
  return TENSOR.has(operation);
}
