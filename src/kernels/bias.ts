import bias from '../../shaders/bias.wgsl?raw';
import finishedSums from '../../shaders/lib/finished_sums.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import type { KernelCall } from '../gpu/kernel-call.ts';
import type { MathName } from '../numerics/math-name.ts';
import { covering, grid } from './grid.ts';
import { withDtypes } from './preludes.ts';

export function biasSource(math: MathName = 'native'): KernelSource {
  return withDtypes('bias', { math }, [finishedSums, bias]);
}

export interface BiasBuffers<Data> {
  readonly bias: Data; // (columns) f32
  readonly partials: Data; // (parts, rows, columns) f32
}

/** Leaves finished sums with their biases in the place of the first part. `groups`: of a row's columns, each of its pieces padded. */
export function biasCall<Data>(
  { bias, partials }: BiasBuffers<Data>,
  { rows, groups, parts }: Readonly<Record<'rows' | 'groups' | 'parts', number>>,
): KernelCall<Data> {
  return {
    inputs: [bias],
    outputs: [partials],
    params: { rows, groups, parts },
    workgroups: grid(covering(groups, 64), rows),
  };
}
