import swiglu from '../../shaders/swiglu.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import type { KernelCall } from '../gpu/kernel-call.ts';
import { covering, grid } from './grid.ts';
import { padded } from './packed-rows.ts';
import { type KernelDtypes, withDtypes } from './preludes.ts';

export function swigluSource(dtypes: KernelDtypes): KernelSource {
  return withDtypes('swiglu', dtypes, [swiglu]);
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
