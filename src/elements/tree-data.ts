import type { MultiplyAddRule } from '../numerics/fma.ts';
import type { Range, SumPlan } from '../numerics/plan.ts';
import { type SumNode, sumTree } from '../numerics/sum-tree.ts';
import { asCount, asFields, asList, asNumber, asText, DataError, type Fields, refuse } from './data-error.ts';

/** Terms of a sum that are taken in. */
const MOST_TERMS = 65_536;
/** Lanes of all chunks that a picture holds. */
const MOST_LEAVES = 2048;

export interface TreeData {
  readonly title: string;
  readonly plan: SumPlan;
  readonly root: SumNode;
  /** False where the data give the order alone: then no place has a value. */
  readonly hasValues: boolean;
}

/**
 * Reads `{ plan, a?, b?, rule?, title? }`: a reduction plan, and the terms a[k] * b[k] whose sum is replayed in its order.
 * Throws DataError naming what is wrong.
 */
export function readTree(data: unknown): TreeData {
  const fields = asFields(data, '');
  const plan = readPlan(asFields(fields.plan, 'plan'));
  const hasValues = fields.a !== undefined;
  const zeros = new Float32Array(plan.terms);
  const a = hasValues ? termsOf(fields.a, 'a', plan) : zeros;
  const b = fields.b === undefined ? zeros.map(() => 1) : termsOf(fields.b, 'b', plan);
  const { root } = sumTree(plan, ruleOf(fields.rule), a, b);
  return { title: fields.title === undefined ? '' : asText(fields.title, 'title'), plan, root, hasValues };
}

function readPlan(plan: Fields): SumPlan {
  const terms = asCount(plan.terms, 'plan.terms');
  const lanes = asCount(plan.lanes, 'plan.lanes');
  if (terms < 1 || terms > MOST_TERMS) return refuse('plan.terms', `1 to ${MOST_TERMS}`, terms);
  if (!Number.isInteger(Math.log2(lanes))) return refuse('plan.lanes', 'a power of two', lanes);
  const { laneTree } = plan;
  if (laneTree !== 'adjacent' && laneTree !== 'halving')
    return refuse('plan.laneTree', '"adjacent" or "halving"', laneTree);
  const chunks = asList(plan.chunks, 'plan.chunks', MOST_LEAVES, range);
  if (chunks.length * lanes > MOST_LEAVES)
    throw new DataError(`plan: ${chunks.length} chunks of ${lanes} lanes, at most ${MOST_LEAVES} are drawn`);
  checkCover(chunks, terms);
  const rule = plan.rule === undefined ? '' : asText(plan.rule, 'plan.rule');
  const { chunkTree } = plan;
  const order = { operation: 'matmul', rule, terms, lanes, laneTree, chunks } as const;
  if (chunkTree === undefined) return order;
  return chunkTree === 'binary' ? { ...order, chunkTree } : refuse('plan.chunkTree', '"binary"', chunkTree);
}

function range(value: unknown, at: string): Range {
  const { start, end } = asFields(value, at);
  return { start: asCount(start, `${at}.start`), end: asCount(end, `${at}.end`) };
}

/** Chunks follow each other from 0 to all terms. */
function checkCover(chunks: readonly Range[], terms: number): void {
  let next = 0;
  for (const [index, { start, end }] of chunks.entries()) {
    if (start !== next) refuse(`plan.chunks[${index}].start`, `${next}`, start);
    if (end <= start) refuse(`plan.chunks[${index}].end`, `more than ${start}`, end);
    next = end;
  }
  if (next !== terms) refuse('plan.chunks', `chunks up to ${terms}`, next);
}

function termsOf(value: unknown, at: string, { terms }: SumPlan): Float32Array {
  const all = asList(value, at, MOST_TERMS, asNumber);
  return all.length === terms ? Float32Array.from(all) : refuse(at, `${terms} numbers`, all.length);
}

function ruleOf(value: unknown): MultiplyAddRule {
  if (value === undefined) return 'unfused';
  return value === 'fused' || value === 'unfused' ? value : refuse('rule', '"fused" or "unfused"', value);
}
