import { MULTIPLY_ADD, type MultiplyAddRule } from './fma.ts';
import type { Range, SumPlan } from './plan.ts';

/** One term taken into a lane's running sum. */
export interface LaneStep {
  /** Index k of the term a[k] * b[k]. */
  readonly term: number;
  readonly a: number;
  readonly b: number;
  /** The lane's sum after it, in f32. */
  readonly sum: number;
  /** What the rounding (or the two roundings, unfused) of this step added, in f64: sum - (sum before + a * b). */
  readonly error: number;
}

/** A place of the reduction where a value stands: what the device holds there, and what it should be. */
interface SumPlace {
  /** The f32 value that the plan gives here. */
  readonly value: number;
  /** The f64 sum of the terms below. */
  readonly exact: number;
  /** value minus what its children would give unrounded: the rounding committed at this place alone. */
  readonly error: number;
}

/** Terms `start + lane (mod lanes)` of a chunk, added one after the other from zero. */
export interface LaneNode extends SumPlace {
  readonly kind: 'lane';
  readonly chunk: number;
  readonly lane: number;
  readonly steps: readonly LaneStep[];
}

/** Two places added: two lanes or groups of lanes of a chunk, or two runs of chunks that follow each other. */
export interface AddNode extends SumPlace {
  readonly kind: 'lanes' | 'chunks';
  readonly left: SumNode;
  readonly right: SumNode;
}

export type SumNode = LaneNode | AddNode;

/** The whole reduction of one output element, with each chunk's sum at hand. */
export interface SumTree {
  readonly root: SumNode;
  /** Sum of each chunk, in index order: the partial sums that a device writes where chunks are parts. */
  readonly chunks: readonly SumNode[];
}

/**
 * Replays a plan over real terms and keeps every partial sum: the value of the root has the bits of `replaySum`.
 * `a` and `b` hold `plan.terms` values each. Throws RangeError where they do not.
 */
export function sumTree(plan: SumPlan, rule: MultiplyAddRule, a: Float32Array, b: Float32Array): SumTree {
  if (a.length !== plan.terms || b.length !== plan.terms) {
    throw new RangeError(`expected ${plan.terms} terms on both sides, found ${a.length} and ${b.length}`);
  }
  const chunks = plan.chunks.map((range, chunk) => {
    const lanes = Array.from({ length: plan.lanes }, (_, lane) =>
      laneNode({ chunk, lane, range, lanes: plan.lanes }, rule, a, b),
    );
    return plan.laneTree === 'halving' ? halve(lanes) : pairNeighbours(lanes);
  });
  const root =
    plan.chunkTree === 'binary'
      ? pairNeighbours(chunks, 'chunks')
      : chunks.reduce((sum, next) => add('chunks', sum, next));
  return { root, chunks };
}

interface LanePlace {
  readonly chunk: number;
  readonly lane: number;
  readonly range: Range;
  readonly lanes: number;
}

function laneNode(
  { chunk, lane, range, lanes }: LanePlace,
  rule: MultiplyAddRule,
  a: Float32Array,
  b: Float32Array,
): LaneNode {
  const multiplyAdd = MULTIPLY_ADD[rule];
  const steps: LaneStep[] = [];
  let [value, exact, error] = [0, 0, 0];
  for (let term = range.start + lane; term < range.end; term += lanes) {
    const product = a[term] * b[term];
    const sum = multiplyAdd(a[term], b[term], value);
    const stepError = sum - (value + product);
    steps.push({ term, a: a[term], b: b[term], sum, error: stepError });
    value = sum;
    exact += product;
    error += stepError;
  }
  return { kind: 'lane', chunk, lane, steps, value, exact, error };
}

function add(kind: AddNode['kind'], left: SumNode, right: SumNode): AddNode {
  const value = Math.fround(left.value + right.value);
  const error = value - (left.value + right.value);
  return { kind, left, right, value, exact: left.exact + right.exact, error };
}

/** l[j] + l[j + s] for s = n/2, n/4, ..., 1. */
function halve(nodes: readonly SumNode[]): SumNode {
  if (nodes.length === 1) return nodes[0];
  const half = nodes.length / 2;
  return halve(nodes.slice(0, half).map((left, j) => add('lanes', left, nodes[j + half])));
}

/** (l0 + l1) + (l2 + l3); one out of an odd number goes up as it is. */
function pairNeighbours(nodes: readonly SumNode[], kind: AddNode['kind'] = 'lanes'): SumNode {
  if (nodes.length === 1) return nodes[0];
  const pairs = nodes
    .filter((_, j) => j % 2 === 0)
    .map((left, j) => (2 * j + 1 < nodes.length ? add(kind, left, nodes[2 * j + 1]) : left));
  return pairNeighbours(pairs, kind);
}
