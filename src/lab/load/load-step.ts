import type { LoadSlice, LoadStep, TokensOf } from '../../results/load/load-record.ts';
import type { Drafting, VerifiedDraft } from '../../results/speculation.ts';
import type { VerifiedWindow } from '../../results/verification.ts';
import { BLOCK_POSITIONS, blocksFor } from '../../steps/kv-blocks.ts';
import { type LentBlocks, weightBytes } from '../../steps/lowered-layers.ts';
import type { QueueState } from '../../steps/queue.ts';
import { hasBegun, type QueuedRequest } from '../../steps/request.ts';
import { rowCount, type StepPlan } from '../../steps/step-plan.ts';
import type { LiveRequest } from './live-request.ts';

/** What a step's entry is made of. */
export interface Taken {
  /** The queue that it was planned from, and the one after it. */
  readonly before: QueueState;
  readonly after: QueueState;
  readonly plan: StepPlan;
  readonly at: number;
  readonly milliseconds: number;
  readonly planIndex: number;
  /** Requests by name, those that end in the step included. */
  readonly live: ReadonlyMap<string, LiveRequest>;
  /** By request, what of its drafts stands, and what drafting took. Left out: nothing was drafted. */
  readonly verified?: ReadonlyMap<string, VerifiedDraft>;
  readonly drafting?: Drafting;
  /** Of a step that verified, what. */
  readonly window?: VerifiedWindow | null;
  /** Blocks of the pool, positions of the longest request there may be, and the layers that may be lowered. */
  readonly pool: {
    readonly blocks: number;
    readonly longest: number;
    readonly lent?: LentBlocks | undefined;
    /** Blocks that a faulty build never gave back. Left out: none. */
    readonly leaked?: number;
  };
}

/** The log's entry of a step under load. */
export function loadStep(taken: Taken): LoadStep {
  const { before, after, plan, at, milliseconds, planIndex, live, pool, verified, drafting, window } = taken;
  const slices = plan.slices.map(({ request, start, position = start, tokens, drafted = 0 }): LoadSlice => {
    const prompt = live.get(request)!.incoming.promptTokens.length;
    const decode = (tokens.length - drafted === 1 || plan.kernels !== undefined) && position >= prompt;
    const kind = decode ? 'decode' : 'prefill';
    return { request, rows: tokens.length, kind, ...verified?.get(request) };
  });
  const found = foundBy(taken);
  const rows = rowCount(plan);
  const decodeRows = slices.reduce((sum, slice) => sum + (slice.kind === 'decode' ? slice.rows : 0), 0);
  const { held: own, filled, running } = memoryDuring(before, plan);
  const held = own + (pool.leaked ?? 0);
  // What the cache alone holds may be taken at any time: of the blocks that nobody holds it is what is left after the step.
  const there = pool.blocks - (after.precision?.withheld.length ?? 0);
  const cached = Math.min(after.pool.cachedCount, there - held);
  return {
    ...{ step: before.step, at, milliseconds, rows, prefillRows: rows - decodeRows, decodeRows, slices },
    ...{ plan: planIndex, moves: plan.moves ?? [], preempted: plan.preempted, waiting: after.waiting.length },
    ...(drafting && drafting.steps > 0 && { drafting }),
    ...(window && { verified: window }),
    ...(plan.shared && { cascade: true as const }),
    ...(found.length > 0 && { found }),
    ...(plan.evicted && {
      evicted: plan.evicted.map(({ request, blocks }) => [request, blocks * BLOCK_POSITIONS] as const),
    }),
    ...(plan.budgets && {
      budgets: plan.budgets.map((each) => [each.request, each.newTokens, each.waiting] as const),
    }),
    ...(plan.swapped && { swapped: plan.swapped.map(({ request }) => request) }),
    ...(plan.lowered && { lowered: plan.lowered.layers.length }),
    ...weightsIn(plan, pool.lent),
    blocks: { held, cached, free: there - held - cached },
    positions: { filled, reserved: running * blocksFor(pool.longest) * BLOCK_POSITIONS },
  };
}

/** Of those that begin in it: one that goes on after its run was broken off began before. */
function foundBy({ before, plan, live }: Taken): TokensOf[] {
  const running = new Set(before.running.map(({ id }) => id));
  return plan.slices.flatMap(({ request, start, position = start }) => {
    if (position === 0 || running.has(request) || live.get(request)!.resumed) return [];
    const waiting = before.waiting.find(({ id }) => id === request)!;
    return hasBegun(waiting) ? [] : [[request, Math.min(position, waiting.promptLength)]];
  });
}

/** Blocks and positions of whoever runs while a plan is executed, its rows included. */
function memoryDuring(before: QueueState, plan: StepPlan) {
  const blocks = new Set<number>();
  let filled = 0;
  for (const slice of plan.slices) {
    for (const block of slice.blocks) blocks.add(block);
    filled += slice.start + slice.tokens.length;
  }
  const others = idleRunning(before, plan);
  for (const request of others) {
    for (const block of request.blocks) blocks.add(block);
    filled += request.computed - request.dropped;
  }
  return { held: blocks.size, filled, running: plan.slices.length + others.length };
}

/** Who holds blocks and has no row in the step. */
function idleRunning({ running }: QueueState, { slices, preempted }: StepPlan): QueuedRequest[] {
  const busy = new Set([...slices.map(({ request }) => request), ...preempted]);
  return running.filter(({ id }) => !busy.has(id));
}

export type PoolOwners = Required<Pick<LoadStep, 'owners'>> & Pick<LoadStep, 'holders'>;

/**
 * By physical block, the index of a request that holds it while a step runs, as its entry counts them; -1: nobody, -2: the prefix cache
 * alone, -3: nobody may, since layers are as they were stored. `holders`: how many hold each, where one is shared.
 */
export function ownersOf({
  before,
  after: { pool, precision },
  plan,
  live,
}: Pick<Taken, 'before' | 'after' | 'plan' | 'live'>): PoolOwners {
  const owners = new Array<number>(pool.size).fill(-1);
  for (const block of pool.cached) owners[block] = -2;
  for (const block of precision?.withheld ?? []) owners[block] = -3;
  const holders = new Array<number>(pool.size).fill(0);
  const hold = (id: string, blocks: readonly number[]) => {
    for (const block of blocks) {
      owners[block] = live.get(id)!.index;
      holders[block]++;
    }
  };
  for (const { request, blocks } of plan.slices) hold(request, blocks);
  for (const { id, blocks } of idleRunning(before, plan)) hold(id, blocks);
  return holders.some((count) => count > 1) ? { owners, holders } : { owners };
}

/** Nothing where no layer may ever be lowered. */
function weightsIn({ lowered }: StepPlan, lent: LentBlocks | undefined): Pick<LoadStep, 'weightBytes'> {
  const bytes = lent && weightBytes(lent, lowered?.layers.length ?? 0);
  return bytes === undefined ? {} : { weightBytes: bytes };
}
