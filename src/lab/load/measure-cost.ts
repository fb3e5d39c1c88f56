import type { CostTable, LoweredCost } from '../../results/load/load-record.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import type { ArmRunner } from '../../steps/engine.ts';
import { blocksFor } from '../../steps/kv-blocks.ts';
import type { KvMove } from '../../steps/moves.ts';
import { loweredLayers } from '../../steps/precision.ts';
import { mostPositions } from '../../steps/step-bounds.ts';
import { rowCount, type StepPlan, type StepSlice } from '../../steps/step-plan.ts';
import { sizeOf } from './step-cost.ts';

const ROWS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096];
const CACHED = [0, 64, 256, 1024, 4096];
/** Each size is taken until its repeats are so many, or have taken so long. */
const REPEATS = 5;
const PATIENCE_MS = 200;
/** Blocks moved at once where moving is measured. */
const MOVED = 8;

export interface Measuring {
  readonly runner: ArmRunner;
  readonly spec: ArmSpec;
  /** Engine and adapter, in words. */
  readonly measuredOn: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (done: number, total: number) => void;
  /** Milliseconds from any start, of which times are differences; left out: the clock's. Of a shared machine the process's own time says more. */
  readonly now?: () => number;
}

/**
 * Measures what steps cost on this device: for each number of rows and of keys that an arm may meet, the least of a few steps after
 * one that warms up. Rows are one each of as many requests as may run at once, and what is beyond them is one request's prefill, as in
 * steps of continuous batching. The arm's cache holds nothing of use afterwards.
 */
export async function measureCost(measuring: Measuring): Promise<CostTable> {
  const { spec, measuredOn, signal, onProgress } = measuring;
  const plans = plansToMeasure(spec);
  const entries: CostTable['entries'][number][] = [];
  for (const [i, plan] of plans.entries()) {
    signal?.throwIfAborted();
    entries.push({ ...sizeOf(plan), ms: await typicalTime(measuring, plan) });
    onProgress?.(i + 1, plans.length);
  }
  const swapMs = await swapTime(measuring, plans[0]);
  const lowered = await loweredCost(measuring, plans);
  return { measuredOn, entries, swapMs, ...(lowered && { lowered }) };
}

/** Of an arm that lowers layers: a step with all of them lowered beside the same with none, for each number of rows. Null for any other. */
async function loweredCost(measuring: Measuring, plans: readonly StepPlan[]): Promise<LoweredCost | null> {
  const { lent } = measuring.spec.limits;
  if (!lent) return null;
  const lowered = loweredLayers(lent, lent.layers.length);
  const rows = [...new Set(plans.map(rowCount))].toSorted((a, b) => a - b);
  const times: LoweredCost['times'][number][] = [];
  for (const each of rows) {
    measuring.signal?.throwIfAborted();
    const plan = plans.find((one) => rowCount(one) === each)!;
    // One after the other: what else the machine does in the meantime is mostly the same for both.
    const plain = await typicalTime(measuring, plan);
    times.push({ rows: each, times: (await typicalTime(measuring, { ...plan, lowered })) / plain });
  }
  return { to: lent.to, layers: lent.layers.length, times };
}

/**
 * The least time of a step, in milliseconds, since whatever else the machine does only adds to it; of a clock too coarse to see it the
 * least that counts as more than nothing.
 */
async function typicalTime({ runner, now = clock }: Measuring, plan: StepPlan): Promise<number> {
  await runner.step(plan);
  const times: number[] = [];
  const started = now();
  while (times.length < REPEATS && (times.length === 0 || now() - started < PATIENCE_MS)) {
    const began = now();
    await runner.step(plan);
    times.push(now() - began);
  }
  return Math.max(Math.min(...times), 1e-3);
}

const clock = () => performance.now();

/** Of one block to host memory or back: what a step takes more that moves some. 0 where the arm has no host memory. */
async function swapTime(measuring: Measuring, plan: StepPlan): Promise<number> {
  const { hostBlocks = 0, blocks } = measuring.spec.limits;
  const moved = Math.min(MOVED, hostBlocks, blocks);
  if (moved === 0) return 0;
  const there = Array.from({ length: moved }, (_, i): KvMove => ({ kind: 'swap-out', block: i, host: i }));
  const back = Array.from({ length: moved }, (_, i): KvMove => ({ kind: 'swap-in', host: i, block: i }));
  // Apart: a step reads no place of host memory that it fills.
  const times: number[] = [];
  for (const moves of [[], there, back]) times.push(await typicalTime(measuring, { ...plan, moves }));
  const [plain, out, into] = times;
  return Math.max(0, out + into - 2 * plain) / (2 * moved);
}

function plansToMeasure({ limits }: ArmSpec): StepPlan[] {
  const { maxTokensPerStep } = limits;
  const rows = [...new Set([...ROWS.filter((each) => each < maxTokensPerStep), maxTokensPerStep])];
  return rows.flatMap((each) => CACHED.flatMap((cached) => planOf(each, cached, limits) ?? []));
}

/** So many rows, each after so many cached keys; null where an arm cannot come to that. */
function planOf(rows: number, cached: number, limits: ArmSpec['limits']): StepPlan | null {
  const { maxSequences, maxContext, blocks } = limits;
  const reach = Math.min(maxContext, mostPositions(limits));
  const sequences = Math.min(rows, maxSequences);
  const longest = rows - sequences + 1;
  if (cached + longest > reach) return null;
  const slices: StepSlice[] = [];
  let next = 0;
  for (let i = 0; i < sequences; i++) {
    const length = i === 0 ? longest : 1;
    const held = blocksFor(cached + length);
    const own = Array.from({ length: held }, () => next++);
    const tokens = new Array<number>(length).fill(0);
    slices.push({ request: `row-${i}`, start: cached, tokens, blocks: own, sample: 'last' });
  }
  return next > blocks ? null : { slices, preempted: [] };
}
