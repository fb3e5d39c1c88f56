import { deviceSpans } from './device-spans.ts';
import { partKind } from './span-kind.ts';
import type { Recorded } from './span-recorder.ts';
import { flatSpans, type Span, type SpanTree } from './spans.ts';

/** What a group of operations on the host is called. */
const FORWARD = 'forward';

export interface BuiltSpans {
  readonly spans: readonly Span[];
  /** The most, in milliseconds, that kernels may lie later than drawn: the device's clock is not the host's. Null: none was timed. */
  readonly slack: number | null;
}

/**
 * Spans as they are shown: operations by layer, and what the device did within the wait for it. `pass`: the part that stands for all kernels of a
 * step where nobody told of them one by one.
 */
export function buildSpans(recorded: readonly Recorded[], pass: string | null = null): BuiltSpans {
  const children = new Map<Recorded | null, Recorded[]>();
  for (const one of recorded) {
    const siblings = children.get(one.parent) ?? [];
    children.set(one.parent, siblings);
    siblings.push(one);
  }
  let slack: number | null = null;
  const treeOf = (one: Recorded): SpanTree => {
    const { name, begin, end, attributes, layer, kernels } = one;
    const isStretch = layer === undefined;
    const placed = kernels && deviceSpans(kernels, begin, end);
    if (placed) slack = Math.max(slack ?? 0, placed.slack);
    return {
      ...{ name, begin, end, attributes },
      lane: 'host',
      kind: isStretch ? 'host' : name === pass ? 'tensor' : partKind(name),
      children: placed
        ? placed.trees
        : grouped((children.get(one) ?? []).map((each) => ({ of: each, tree: treeOf(each) }))),
    };
  };
  const trees = (children.get(null) ?? []).map(treeOf);
  return { spans: flatSpans(trees), slack };
}

interface Child {
  readonly of: Recorded;
  readonly tree: SpanTree;
}

/** The operations of a step in one group, and in it those of a layer. */
function grouped(list: readonly Child[]): SpanTree[] {
  const first = list.findIndex(isOperation);
  if (first < 0) return list.map(({ tree }) => tree);
  const last = list.findLastIndex(isOperation);
  const inside = list.slice(first, last + 1);
  return [
    ...list.slice(0, first).map(({ tree }) => tree),
    groupOf(FORWARD, byLayer(inside)),
    ...list.slice(last + 1).map(({ tree }) => tree),
  ];
}

function byLayer(list: readonly Child[]): SpanTree[] {
  const trees: SpanTree[] = [];
  for (let first = 0, next = 1; first < list.length; first = next, next++) {
    const { layer } = list[first].of;
    while (next < list.length && list[next].of.layer === layer) next++;
    const run = list.slice(first, next).map(({ tree }) => tree);
    if (typeof layer === 'number') trees.push(groupOf(`layer ${layer}`, run));
    else trees.push(...run);
  }
  return trees;
}

function isOperation({ of, tree }: Child): boolean {
  return of.layer !== undefined && (tree.kind === 'tensor' || tree.kind === 'movement');
}

/** A group that begins with the first and ends with the last of what is in it. */
function groupOf(name: string, children: readonly SpanTree[]): SpanTree {
  const [{ lane, begin }] = children;
  return { name, lane, kind: 'host', begin, end: children.at(-1)!.end, children };
}
