import type { KernelStamp } from '../../steps/step-laps.ts';
import { kernelKind } from './span-kind.ts';
import type { SpanTree } from './spans.ts';

export interface PlacedKernels {
  readonly trees: readonly SpanTree[];
  /** Milliseconds that they may lie later. */
  readonly slack: number;
}

/**
 * Kernels of one submission within the time from its submission to its results. Their lengths are the device's; where they lie on the
 * host's clock is known only to within what is left of that time, and they are drawn as early as they can have begun. Passes whose times
 * overlap, as a device may run them, are cut to what each adds, so that they add up to the time that the device was busy. Where
 * the two clocks disagree so far that they do not fit, what sticks out is cut off.
 */
export function deviceSpans(kernels: readonly KernelStamp[], begin: number, end: number): PlacedKernels {
  if (kernels.length === 0) return { trees: [], slack: 0 };
  const first = Math.min(...kernels.map((kernel) => kernel.begin));
  let free = begin;
  const leaves = kernels.map(({ label, operation, ...kernel }) => {
    const from = Math.min(end, Math.max(free, begin + kernel.begin - first));
    free = Math.min(end, Math.max(from, begin + kernel.end - first));
    return { layer: layerOf(label), tree: leaf(operation, from, free) };
  });
  return { trees: byLayer(leaves), slack: Math.max(0, end - free) };
}

function leaf(operation: string, begin: number, end: number): SpanTree {
  return {
    name: operation,
    lane: 'device',
    kind: kernelKind(operation) ?? 'movement',
    begin,
    end,
    children: [],
  };
}

/** `layer3.qkv` is of layer 3, `head` of none. */
function layerOf(label: string): string | null {
  return /^layer(\d+)\./.exec(label)?.[1] ?? null;
}

/** Time between two kernels of a layer is a wait. */
function byLayer(leaves: readonly { readonly layer: string | null; readonly tree: SpanTree }[]): SpanTree[] {
  const trees: SpanTree[] = [];
  for (let first = 0, next = 1; first < leaves.length; first = next, next++) {
    const { layer } = leaves[first];
    while (next < leaves.length && leaves[next].layer === layer) next++;
    const children = leaves.slice(first, next).map(({ tree }) => tree);
    if (layer === null) trees.push(...children);
    else {
      const group = { name: `layer ${layer}`, lane: 'device', kind: 'wait' } as const;
      trees.push({ ...group, begin: children[0].begin, end: children.at(-1)!.end, children });
    }
  }
  return trees;
}
