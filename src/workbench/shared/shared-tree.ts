import { matmulPlan } from '../../numerics/matmul-plan.ts';
import type { Range } from '../../numerics/plan.ts';
import { replaySum } from '../../numerics/replay.ts';
import { type SharedPart, sharedSum } from '../../numerics/shared-sum.ts';
import { productTerms } from '../points/element-tree.ts';
import { shapeOf } from './shared-sums.ts';

/** A place of the tree that workers share. */
export interface SharedNode {
  readonly chunks: Range;
  readonly terms: Range;
  readonly value: number;
  /** The worker that adds it up; null where sums of several workers are joined. */
  readonly owner: number | null;
  /** Whether its owner hands it on. */
  readonly handed: boolean;
}

export interface SharedTree {
  /** Terms of the whole sum. */
  readonly terms: number;
  /** From the root down to the leaves; a place that has nothing beside it stands on the level above too. */
  readonly levels: readonly (readonly SharedNode[])[];
  /** Of each worker its terms; null of one that comes away empty. */
  readonly workers: readonly (Range | null)[];
}

/** The tree over an output's terms, and whose each place is. */
export function sharedTree(terms: number, column: number, workers: number): SharedTree {
  const plan = matmulPlan('tree', shapeOf(terms));
  const { parts } = sharedSum('tree', shapeOf(terms), workers);
  const { w, x } = productTerms(terms, 'bf16', column);
  const node = (chunks: Range, value: number): SharedNode => {
    const own = { start: plan.chunks[chunks.start].start, end: plan.chunks[chunks.end - 1].end };
    const owner = parts.find((part) => covers(part, own))?.worker ?? null;
    return { chunks, terms: own, value, owner, handed: parts.some((part) => covers(part, own, true)) };
  };
  const levels = [
    plan.chunks.map(({ start, end }, i) => {
      const leaf = { ...plan, terms: end - start, chunks: [{ start: 0, end: end - start }] };
      return node({ start: i, end: i + 1 }, replaySum(leaf, 'unfused', w, start, x, start));
    }),
  ];
  while (levels[0].length > 1) {
    const below = levels[0];
    const pairs = below.filter((_, i) => i % 2 === 0);
    levels.unshift(
      pairs.map((left, i) => {
        const right = below[2 * i + 1];
        if (!right) return left;
        const chunks = { start: left.chunks.start, end: right.chunks.end };
        return node(chunks, Math.fround(left.value + right.value));
      }),
    );
  }
  return { terms, levels, workers: Array.from({ length: workers }, (_, each) => termsOf(parts, each)) };
}

function covers({ terms }: SharedPart, { start, end }: Range, exactly = false): boolean {
  return exactly ? terms.start === start && terms.end === end : terms.start <= start && end <= terms.end;
}

function termsOf(parts: readonly SharedPart[], worker: number): Range | null {
  const own = parts.filter((part) => part.worker === worker);
  if (own.length === 0) return null;
  return { start: own[0].terms.start, end: own[own.length - 1].terms.end };
}
