import { equalRuns, type Range, type SumPlan } from './plan.ts';

/** A sum that one worker computes by itself, of the terms that it holds. */
export interface SharedPart {
  readonly worker: number;
  /** Which of the whole sum's terms. */
  readonly terms: Range;
  /** Chunks of the whole plan that it takes in. */
  readonly chunks: Range;
  /** Their order, from its own first term on. */
  readonly plan: SumPlan;
}

/**
 * What each of W workers adds up by itself of a sum whose chunks are added as a binary tree: of its run of chunks, the fewest subtrees. A power of two of
 * workers up to the number of leaves own one each; any other number may own several. A worker that comes away empty has none.
 */
export function subtreeParts(plan: SumPlan, workers: number): SharedPart[] {
  const count = plan.chunks.length;
  return equalRuns(count, workers, 1).flatMap((run, worker) =>
    subtreesOf(run, count).map((chunks) => partOf(plan, worker, chunks)),
  );
}

/** The fewest places of a tree over `count` chunks that make up a run of them, in order. */
export function subtreesOf({ start, end }: Range, count: number): Range[] {
  const found: Range[] = [];
  for (let at = start; at < end; ) {
    let length = 1;
    while (at % (2 * length) === 0 && Math.min(at + 2 * length, count) <= end && at + length < count)
      length *= 2;
    const stop = Math.min(at + length, count);
    found.push({ start: at, end: stop });
    at = stop;
  }
  return found;
}

function partOf(plan: SumPlan, worker: number, chunks: Range): SharedPart {
  const own = plan.chunks.slice(chunks.start, chunks.end);
  const terms = { start: own[0].start, end: own[own.length - 1].end };
  const shifted = own.map(({ start, end }) => ({ start: start - terms.start, end: end - terms.start }));
  return {
    ...{ worker, terms, chunks },
    plan: { ...plan, terms: terms.end - terms.start, chunks: shifted },
  };
}

/** What is left of the tree: the sums of all parts, in their order, added as the whole plan adds their chunks. */
export function joinSubtrees<Sum>(
  parts: readonly Pick<SharedPart, 'chunks'>[],
  sums: readonly Sum[],
  add: (left: Sum, right: Sum) => Sum,
): Sum {
  const count = parts[parts.length - 1].chunks.end;
  const place = (start: number, length: number): Sum => {
    const end = Math.min(start + length, count);
    const whole = parts.findIndex(({ chunks }) => chunks.start === start && chunks.end === end);
    if (whole >= 0) return sums[whole];
    const half = length / 2;
    const left = place(start, half);
    return start + half < count ? add(left, place(start + half, half)) : left;
  };
  let length = 1;
  while (length < count) length *= 2;
  return place(0, length);
}

/**
 * What W workers add up by themselves where nothing but their number says how K is cut: each a run of K, as equal as whole groups of four terms
 * allow, by the plan that `planOf` makes for so many terms. Whoever gathers them adds their sums in the order of the workers, as an all-reduce does
 * whose order is fixed.
 */
export function slicedParts(
  terms: number,
  workers: number,
  planOf: (terms: number) => SumPlan,
): Omit<SharedPart, 'chunks'>[] {
  return equalRuns(terms, workers, 4)
    .map((run, worker) => ({ worker, terms: run, length: run.end - run.start }))
    .filter(({ length }) => length > 0)
    .map(({ worker, terms, length }) => ({ worker, terms, plan: planOf(length) }));
}
