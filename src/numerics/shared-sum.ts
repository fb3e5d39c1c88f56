import { matmulPlan } from './matmul-plan.ts';
import { equalRuns, type Range, type SumPlan } from './plan.ts';
import { powerOfTwo } from './power-of-two.ts';
import type { MatmulShape } from './sets/rules.ts';
import type { KernelSet } from './sets/sets.ts';

/** A sum that one worker computes by itself, of the terms that it holds. */
export interface SharedPart {
  readonly worker: number;
  /** Which of the whole sum's terms. */
  readonly terms: Range;
  /** Their order, from its own first term on. */
  readonly plan: SumPlan;
}

/** A product's sum shared by workers that each hold a run of K of both operands, as tensor parallelism cuts it. */
export interface SharedSum {
  /** In the order of their terms; a worker that comes away empty has none. */
  readonly parts: readonly SharedPart[];
  /** What the sums of all parts come to, in their order: whatever `add` adds, numbers or whole outputs. */
  join<Sum>(sums: readonly Sum[], add: (left: Sum, right: Sum) => Sum): Sum;
}

/**
 * How a set shares a sum among W workers. One whose plan is a tree gives each of them subtrees, and the rest of the tree adds those; of any other, each worker
 * plans the sum of its own terms as if there were no more, and the workers' sums are added in their order, as by an all-reduce of fixed order.
 */
export function sharedSum(set: KernelSet, shape: MatmulShape, workers: number): SharedSum {
  const plan = matmulPlan(set, shape);
  return plan.chunkTree ? sharedTree(plan, workers) : slicedSum(set, shape, workers);
}

/** The same chunks dealt to the same workers as a tree's, but added in index order by each of them, and then worker by worker. */
export function sharedInOrder(plan: SumPlan, workers: number): SharedSum {
  const { chunkTree, ...inOrder } = plan;
  const runs = equalRuns(plan.chunks.length, workers, 1);
  const parts = runs.flatMap((run, worker) =>
    run.end > run.start ? [{ worker, ...ofChunks(inOrder, run) }] : [],
  );
  return { parts, join: (sums, add) => sums.reduce(add) };
}

function slicedSum(set: KernelSet, shape: MatmulShape, workers: number): SharedSum {
  const parts = equalRuns(shape.terms, workers, 4)
    .map((terms, worker) => ({ worker, terms, length: terms.end - terms.start }))
    .filter(({ length }) => length > 0)
    .map(({ worker, terms, length }) => ({
      worker,
      terms,
      plan: matmulPlan(set, { ...shape, terms: length }),
    }));
  return { parts, join: (sums, add) => sums.reduce(add) };
}

/** Of a worker's run of chunks, the fewest subtrees: a power of two of workers, up to the number of leaves, own one each. */
function sharedTree(plan: SumPlan, workers: number): SharedSum {
  const count = plan.chunks.length;
  const dealt = equalRuns(count, workers, 1).flatMap((run, worker) =>
    subtreesOf(run, count).map((chunks) => ({ worker, chunks, ...ofChunks(plan, chunks) })),
  );
  return {
    parts: dealt.map(({ worker, terms, plan: own }) => ({ worker, terms, plan: own })),
    join: (sums, add) => joined(dealt, sums, add),
  };
}

/** The fewest places of a tree over `count` chunks that make up a run of them, in order. */
export function subtreesOf({ start, end }: Range, count: number): Range[] {
  const found: Range[] = [];
  for (let at = start; at < end; at = found[found.length - 1].end) {
    let length = 1;
    const grows = () => at % (2 * length) === 0 && at + length < count;
    while (grows() && Math.min(at + 2 * length, count) <= end) length *= 2;
    found.push({ start: at, end: Math.min(at + length, count) });
  }
  return found;
}

function ofChunks(plan: SumPlan, run: Range): Pick<SharedPart, 'terms' | 'plan'> {
  const own = plan.chunks.slice(run.start, run.end);
  const terms = { start: own[0].start, end: own[own.length - 1].end };
  const chunks = own.map(({ start, end }) => ({ start: start - terms.start, end: end - terms.start }));
  return { terms, plan: { ...plan, terms: terms.end - terms.start, chunks } };
}

/** The levels of a tree that stand above those of its subtrees whose sums are there. */
function joined<Sum>(
  parts: readonly { readonly chunks: Range }[],
  sums: readonly Sum[],
  add: (left: Sum, right: Sum) => Sum,
): Sum {
  const count = parts[parts.length - 1].chunks.end;
  const places = new Map(parts.map(({ chunks: { start, end } }, i) => [`${start} ${end}`, i]));
  const at = (start: number, length: number): Sum => {
    const whole = places.get(`${start} ${Math.min(start + length, count)}`);
    if (whole !== undefined) return sums[whole];
    const half = length / 2;
    const left = at(start, half);
    return start + half < count ? add(left, at(start + half, half)) : left;
  };
  return at(0, powerOfTwo(count));
}
