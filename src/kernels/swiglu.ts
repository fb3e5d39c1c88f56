import gateUpSums from '../../shaders/lib/gate_up_sums.wgsl?raw';
import geluTanh from '../../shaders/lib/gelu_tanh.wgsl?raw';
import silu from '../../shaders/lib/silu.wgsl?raw';
import swiglu from '../../shaders/swiglu.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import type { KernelCall } from '../gpu/kernel-call.ts';
import type { ModelConfig } from '../model/model-config.ts';
import { covering, grid } from './grid.ts';
import { padded } from './packed-rows.ts';
import { type KernelDtypes, withDtypes } from './preludes.ts';

/** With what the model's gate goes through. */
export function swigluSource(dtypes: KernelDtypes, { gate }: Pick<ModelConfig, 'gate'>): KernelSource {
  return gate === 'gelu_tanh'
    ? withDtypes('geglu', dtypes, [geluTanh, gateUpSums, swiglu])
    : withDtypes('swiglu', dtypes, [silu, gateUpSums, swiglu]);
}

export interface SwigluBuffers<Data> {
  readonly partials: Data; // (parts, rows, 2, intermediate) f32: gate, up
  readonly y: Data; // (rows, intermediate)
}

export function swigluCall<Data>(
  { partials, y }: SwigluBuffers<Data>,
  { rows, intermediate, parts }: Readonly<Record<'rows' | 'intermediate' | 'parts', number>>,
): KernelCall<Data> {
  const groups = padded(intermediate) / 4;
  return {
    inputs: [partials],
    outputs: [y],
    params: { rows, groups, parts },
    workgroups: grid(covering(groups, 64), rows),
  };
}
